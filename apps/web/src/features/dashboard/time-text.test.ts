import { describe, expect, it } from 'vitest'
import { bucketDays, bucketText, bucketTick, daysText, momentText } from './time-text.ts'

// Which blanks and commas stand between the parts differs with the version of ICU.
const plain = (text: string) =>
  text
    .replaceAll(',', '')
    .replace(/[\u00a0\u202f\u2009]/g, ' ')
    .replace(' – ', '–')
const series = (granularity: 'hour' | 'day' | 'week' | 'month', from: string, to: string, ...starts: string[]) => ({
  granularity,
  from,
  to,
  timeZone: 'Europe/Berlin',
  buckets: starts.map((start) => ({ start })),
})

describe('the names of buckets', () => {
  it('tells apart the two hours of the same name when the clocks go back', () => {
    const hours = series('hour', '2026-10-25', '2026-10-25', '2026-10-25T02:00:00+02:00', '2026-10-25T02:00:00+01:00')
    const [first, second] = [0, 1].map((index) => plain(bucketText('en-GB', hours, index)))
    expect(first).toBe('Sun 25 Oct 02:00 CEST')
    expect(second).toBe('Sun 25 Oct 02:00 CET')
    expect(bucketDays(hours, 1)).toEqual({ from: '2026-10-25', to: '2026-10-25' })
  })

  it('names a day after where it was counted, not after where the browser is', () => {
    const days = {
      ...series('day', '2026-11-01', '2026-11-02', '2026-11-01T00:00:00+14:00'),
      timeZone: 'Pacific/Kiritimati',
    }
    expect(plain(bucketText('en-GB', days, 0))).toBe('Sun 1 Nov 2026')
    expect(bucketTick('en-GB', days.timeZone, 'day', '2026-11-01T00:00:00+14:00')).toBe('1 Nov')
    expect(bucketTick('de', days.timeZone, 'day', '2026-11-01T00:00:00+14:00')).toBe('1. Nov.')
  })

  it('names a week by its days within the period', () => {
    const weeks = series(
      'week',
      '2026-10-28',
      '2026-11-10',
      '2026-10-26T00:00:00+01:00',
      '2026-11-02T00:00:00+01:00',
      '2026-11-09T00:00:00+01:00',
    )
    expect(bucketDays(weeks, 0)).toEqual({ from: '2026-10-28', to: '2026-11-01' })
    expect(bucketDays(weeks, 1)).toEqual({ from: '2026-11-02', to: '2026-11-08' })
    expect(bucketDays(weeks, 2)).toEqual({ from: '2026-11-09', to: '2026-11-10' })
    expect(plain(bucketText('en-GB', weeks, 1))).toBe('2–8 Nov 2026')
  })

  it('names a month, whose days are those of the period', () => {
    const months = series('month', '2026-10-15', '2026-11-20', '2026-10-01T00:00:00+02:00', '2026-11-01T00:00:00+01:00')
    expect(bucketText('de', months, 0)).toBe('Oktober 2026')
    expect(bucketTick('en-GB', 'Europe/Berlin', 'month', '2026-10-01T00:00:00+02:00')).toBe('Oct 2026')
    expect(bucketDays(months, 0)).toEqual({ from: '2026-10-15', to: '2026-10-31' })
    expect(bucketDays(months, 1)).toEqual({ from: '2026-11-01', to: '2026-11-20' })
  })

  it('marks midnight of an hourly axis by the day', () => {
    expect(bucketTick('en-GB', 'Europe/Berlin', 'hour', '2026-11-01T00:00:00+01:00')).toBe('1 Nov')
    expect(bucketTick('en-GB', 'Europe/Berlin', 'hour', '2026-11-01T13:00:00+01:00')).toBe('13:00')
    expect(plain(bucketTick('en-US', 'America/New_York', 'hour', '2026-11-01T13:00:00-05:00'))).toBe('1:00 PM')
  })
})

describe('moments and days', () => {
  it('are told on the clocks of the chosen zone', () => {
    expect(plain(momentText('en-GB', 'Asia/Tokyo', '2026-11-01T20:00:00Z'))).toBe('2 Nov 2026 05:00')
    expect(plain(momentText('en-GB', 'UTC', '2026-11-01T20:00:00Z'))).toBe('1 Nov 2026 20:00')
  })

  it('are one day where a period has only one', () => {
    expect(daysText('en-GB', { from: '2026-11-01', to: '2026-11-01' })).toBe('1 Nov 2026')
  })
})
