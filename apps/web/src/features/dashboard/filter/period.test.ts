import { describe, expect, it } from 'vitest'
import { daysOf } from './day.ts'
import { granularityFor, periodDays, possibleGranularities } from './period.ts'

const today = '2026-11-25'

describe('the period', () => {
  it('is the last 30 days where nothing is asked for', () => {
    expect(periodDays({}, today)).toEqual({ from: '2026-10-27', to: today })
  })

  it.each([
    ['7d', 7],
    ['30d', 30],
    ['90d', 90],
    ['12m', 365],
  ] as const)('%s are %d days, today included', (period, days) => {
    const found = periodDays({ period }, today)
    expect(found.to).toBe(today)
    expect(daysOf(found)).toBe(days)
  })

  it('takes own days, turned where they are the wrong way round', () => {
    const days = { from: '2026-01-03', to: '2026-02-01' }
    expect(periodDays({ period: 'custom', ...days }, today)).toEqual(days)
    expect(periodDays({ period: 'custom', from: days.to, to: days.from }, today)).toEqual(days)
  })

  it('fills in the day that is missing', () => {
    expect(periodDays({ period: 'custom', from: '2026-11-20' }, today)).toEqual({ from: '2026-11-20', to: today })
    expect(periodDays({ period: 'custom', to: '2026-01-30' }, today)).toEqual({ from: '2026-01-01', to: '2026-01-30' })
  })

  it('is never longer than the server takes', () => {
    expect(daysOf(periodDays({ period: 'custom', from: '2001-01-01' }, today))).toBe(731)
  })
})

describe('the granularity', () => {
  it.each([
    [1, 'hour'],
    [2, 'hour'],
    [7, 'day'],
    [30, 'day'],
    [90, 'week'],
    [365, 'month'],
  ] as const)('of %d days is by itself the %s', (days, granularity) => {
    expect(granularityFor(days)).toBe(granularity)
  })

  it('is the chosen one, unless that makes more columns than the server gives', () => {
    expect(granularityFor(14, 'hour')).toBe('hour')
    expect(granularityFor(15, 'hour')).toBe('day')
    expect(granularityFor(365, 'day')).toBe('day')
    expect(possibleGranularities(15)).not.toContain('hour')
  })
})
