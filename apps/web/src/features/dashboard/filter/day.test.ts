import { describe, expect, it } from 'vitest'
import { addDays, addMonths, dayIn, daysOf } from './day.ts'

describe('days of the calendar', () => {
  it.each([
    ['Europe/Berlin', '2026-11-01T00:30:00+01:00', '2026-11-01'],
    ['UTC', '2026-11-01T00:30:00+01:00', '2026-10-31'],
    ['Pacific/Kiritimati', '2026-10-31T10:00:00Z', '2026-11-01'],
    ['America/Los_Angeles', '2026-11-01T06:59:00Z', '2026-10-31'],
  ])('in %s it is, at %s, the day %s', (zone, at, day) => {
    expect(dayIn(zone, Date.parse(at))).toBe(day)
  })

  it('counts days across a change of clocks and the end of a year', () => {
    expect(addDays('2026-10-24', 2)).toBe('2026-10-26')
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28')
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(daysOf({ from: '2026-03-28', to: '2026-03-30' })).toBe(3)
    expect(daysOf({ from: '2026-03-28', to: '2026-03-28' })).toBe(1)
  })

  it('ends a shorter month at its last day', () => {
    expect(addMonths('2028-02-29', -12)).toBe('2027-02-28')
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28')
    expect(addMonths('2026-03-15', -12)).toBe('2025-03-15')
  })
})
