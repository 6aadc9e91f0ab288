import type { AnalyticsTimeseries, Granularity } from '@sarvanom/core/schemas'
import { kept } from '../../lib/format.ts'
import { addDays } from './filter/day.ts'
import type { Days } from './filter/period.ts'

const dateFormat = (locale: string, timeZone: string, name: string, options: Intl.DateTimeFormatOptions) =>
  kept(`z.${locale}.${timeZone}.${name}`, () => new Intl.DateTimeFormat(locale, { ...options, timeZone }))

/** A day of the calendar is the same everywhere: it is written as UTC knows it, in whatever zone it was counted. */
const calendar = (locale: string, name: string, options: Intl.DateTimeFormatOptions) =>
  dateFormat(locale, 'UTC', name, options)

/** "2 – 8 Nov 2026"; one day alone as one day. */
export const daysText = (locale: string, { from, to }: Days): string =>
  calendar(locale, 'day', { dateStyle: 'medium' }).formatRange(Date.parse(from), Date.parse(to))

/** A moment on the clocks of the chosen zone. */
export const momentText = (locale: string, timeZone: string, iso: string): string =>
  dateFormat(locale, timeZone, 'moment', { dateStyle: 'medium', timeStyle: 'short' }).format(Date.parse(iso))

type Series = Pick<AnalyticsTimeseries, 'from' | 'to' | 'timeZone' | 'granularity'> & { buckets: { start: string }[] }

const dayOf = (start: string) => start.slice(0, 10)

/** The days of a bucket that lie in the period. Of an hour it is the whole day: rows are asked for by day. */
export function bucketDays({ granularity, from, to, buckets }: Series, index: number): Days {
  const start = dayOf(buckets[index]?.start ?? from)
  if (granularity === 'hour' || granularity === 'day') return { from: start, to: start }
  const next = buckets[index + 1]
  return { from: start > from ? start : from, to: next ? addDays(dayOf(next.start), -1) : to }
}

/** Under the axis: as short as can be. */
export function bucketTick(locale: string, timeZone: string, granularity: Granularity, start: string): string {
  const day = Date.parse(dayOf(start))
  if (granularity === 'month') return calendar(locale, 'month', { month: 'short', year: 'numeric' }).format(day)
  if (granularity !== 'hour' || start.slice(11, 16) === '00:00')
    return calendar(locale, 'tick', { day: 'numeric', month: 'short' }).format(day)
  return dateFormat(locale, timeZone, 'hour', { hour: 'numeric', minute: '2-digit' }).format(Date.parse(start))
}

/** In full. An hour says its zone, because on the day that the clocks go back two have the same name. */
export function bucketText(locale: string, series: Series, index: number): string {
  const { granularity, timeZone, buckets } = series
  const start = buckets[index]?.start ?? series.from
  if (granularity === 'hour')
    return dateFormat(locale, timeZone, 'hourLong', {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: 'numeric',
      minute: '2-digit',
      timeZoneName: 'short',
    }).format(Date.parse(start))
  const days = bucketDays(series, index)
  if (granularity === 'week') return daysText(locale, days)
  const day = Date.parse(dayOf(start))
  return granularity === 'month'
    ? calendar(locale, 'monthLong', { month: 'long', year: 'numeric' }).format(day)
    : calendar(locale, 'dayLong', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }).format(day)
}
