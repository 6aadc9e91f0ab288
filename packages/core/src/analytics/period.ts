import { DomainError } from '../errors.ts'
import { type AnalyticsFilter, type Granularity, LONGEST_PERIOD } from './schema.ts'
import { openZone, type Zone } from './zone.ts'

const dayMs = 86_400_000
const quarterMs = 15 * 60_000
const defaultDays = 30
/** What hours are told for at most, in days. */
export const LONGEST_IN_HOURS = 14

export interface Period {
  /** First and last day, both included. */
  from: string
  to: string
  timeZone: string
  zone: Zone
}

/** Instants that divide a time: part n reaches from `starts[n]` to the next one, the last part to `end`. */
export interface Parts {
  starts: number[]
  end: number
}

export const addDays = (date: string, days: number) =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)

export const lengthInDays = ({ from, to }: Pick<Period, 'from' | 'to'>) =>
  Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1

const refused = (path: string, message: string) =>
  new DomainError('BAD_REQUEST', `${path}: ${message}`, { fields: [{ path, message }] })

/** The days that a filter means. @throws DomainError BAD_REQUEST where they are not in order, too many or too far away */
export function resolvePeriod(filter: Pick<AnalyticsFilter, 'from' | 'to' | 'timeZone'>, now: Date): Period {
  const zone = openZone(filter.timeZone)
  const to = filter.to ?? zone.date(now.getTime())
  const from = filter.from ?? addDays(to, 1 - defaultDays)
  if (from > to) throw refused('from', 'must not be after today, or after "to"')
  if (lengthInDays({ from, to }) > LONGEST_PERIOD)
    throw refused(filter.to === undefined ? 'from' : 'to', `the period must be at most ${LONGEST_PERIOD} days long`)
  // Nothing was asked before, and PostgreSQL and JavaScript do not write all other years alike.
  if (from < '1970-01-01') throw refused('from', 'must not be before 1970')
  if (to > '2999-12-31') throw refused('to', 'must not be after 2999')
  return { from, to, timeZone: filter.timeZone, zone }
}

/** The same number of days just before. */
export const periodBefore = (period: Period): Period => ({
  ...period,
  from: addDays(period.from, -lengthInDays(period)),
  to: addDays(period.from, -1),
})

const datesOf = (period: Period) => Array.from({ length: lengthInDays(period) }, (_, n) => addDays(period.from, n))

const startOf = (period: Period) => period.zone.dayStart(period.from)
const endOf = (period: Period) => period.zone.dayStart(addDays(period.to, 1))

export const wholePeriod = (period: Period): Parts => ({ starts: [startOf(period)], end: endOf(period) })

/** The period before and the period, as two parts. */
export const periodAndBefore = (period: Period): Parts => ({
  starts: [startOf(periodBefore(period)), startOf(period)],
  end: endOf(period),
})

/**
 * Every hour, day, week or month of the period. The first week and month begin with it, and the last end with it. An hour
 * that the clock shows twice is two; one that it skips is none.
 *
 * @throws DomainError BAD_REQUEST for hours of more than 14 days
 */
export function partsOf(period: Period, granularity: Granularity): Parts {
  const { zone } = period
  const end = endOf(period)
  if (granularity === 'hour') {
    if (lengthInDays(period) > LONGEST_IN_HOURS)
      throw refused('granularity', `"hour" is for periods of at most ${LONGEST_IN_HOURS} days`)
    return { starts: hoursBetween(startOf(period), end, zone), end }
  }
  const begins = (date: string) => {
    if (granularity === 'day' || date === period.from) return true
    return granularity === 'week' ? new Date(date).getUTCDay() === 1 : date.endsWith('-01')
  }
  return { starts: datesOf(period).filter(begins).map(zone.dayStart), end }
}

function hoursBetween(start: number, end: number, zone: Zone): number[] {
  const starts: number[] = []
  let shown: string | undefined
  for (let at = start; at < end; at += quarterMs) {
    const label = zone.label(at)
    const hour = `${label.slice(0, 13)}${label.slice(19)}`
    if (hour !== shown) starts.push(at)
    shown = hour
  }
  return starts
}
