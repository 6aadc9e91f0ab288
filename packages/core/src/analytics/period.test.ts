import { createTestDatabase, type TestDatabase } from '@sarvanom/db/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { partsOf, resolvePeriod } from './period.ts'
import { analyticsFilterSchema, timeseriesSchema } from './schema.ts'
import { openZone } from './zone.ts'

const now = new Date('2026-11-25T23:30:00Z')
const period = (filter: { from?: string; to?: string; timeZone?: string }) =>
  resolvePeriod({ timeZone: 'UTC', ...filter }, now)
const labels = (
  filter: { from: string; to: string; timeZone: string },
  granularity: 'hour' | 'day' | 'week' | 'month',
) => partsOf(period(filter), granularity).starts.map(period(filter).zone.label)

describe('a period', () => {
  it('is the 30 days up to today, where today is', () => {
    expect(period({})).toMatchObject({ from: '2026-10-27', to: '2026-11-25' })
    expect(period({ timeZone: 'Europe/Berlin' })).toMatchObject({ from: '2026-10-28', to: '2026-11-26' })
    expect(period({ to: '2026-03-31' })).toMatchObject({ from: '2026-03-02', to: '2026-03-31' })
  })

  it.each([
    [{ from: '2026-12-01' }, 'from'],
    [{ from: '2024-01-01' }, 'from'],
    [{ from: '1969-12-31', to: '1970-01-05' }, 'from'],
    [{ from: '2999-12-31', to: '3000-01-01' }, 'to'],
  ])('%j is refused, naming the field %s', (filter, path) => {
    expect(() => period(filter)).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST', fields: [{ path, message: expect.any(String) }] }),
    )
  })

  it.each([
    [{ from: '2026-01-02', to: '2026-01-01' }, 'to', 'must not be before "from"'],
    [{ from: '2024-01-01', to: '2026-01-01' }, 'to', 'must be within 731 days of "from"'],
    [{ from: 'yesterday' }, 'from', expect.stringContaining('ISO date')],
    [{ timeZone: 'Mars/Olympus' }, 'timeZone', 'must be the name of a time zone, like Europe/Berlin'],
    [{ scope: 'mine' }, 'scope', expect.any(String)],
  ])('%j is not valid input: %s', (input, path, message) => {
    expect(analyticsFilterSchema.safeParse(input).error?.issues).toMatchObject([{ path: [path], message }])
  })

  it('of 731 days is the longest', () => {
    expect(analyticsFilterSchema.safeParse({ from: '2024-01-01', to: '2025-12-31' }).success).toBe(true)
  })

  it('has no hours when it is longer than 14 days', () => {
    const filter = { from: '2026-03-01', to: '2026-03-14' }
    expect(partsOf(period(filter), 'hour').starts).toHaveLength(14 * 24)
    expect(() => partsOf(period({ ...filter, to: '2026-03-15' }), 'hour')).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST', fields: [expect.objectContaining({ path: 'granularity' })] }),
    )
    expect(timeseriesSchema.safeParse({ granularity: 'minute' }).error?.issues).toMatchObject([
      { path: ['granularity'] },
    ])
  })
})

describe('parts of a period', () => {
  it('are 23 hours when the clock goes forward and 25 when it goes back', () => {
    const spring = labels({ from: '2026-03-29', to: '2026-03-29', timeZone: 'Europe/Berlin' }, 'hour')
    expect(spring).toHaveLength(23)
    expect(spring.slice(1, 3)).toEqual(['2026-03-29T01:00:00+01:00', '2026-03-29T03:00:00+02:00'])
    const autumn = labels({ from: '2026-10-25', to: '2026-10-25', timeZone: 'Europe/Berlin' }, 'hour')
    expect(autumn).toHaveLength(25)
    expect(autumn.slice(2, 4)).toEqual(['2026-10-25T02:00:00+02:00', '2026-10-25T02:00:00+01:00'])
  })

  it('begin where the clock says, also where it moves by half an hour or skips midnight', () => {
    expect(
      labels({ from: '2026-10-04', to: '2026-10-04', timeZone: 'Australia/Lord_Howe' }, 'hour').slice(1, 4),
    ).toEqual(['2026-10-04T01:00:00+10:30', '2026-10-04T02:30:00+11:00', '2026-10-04T03:00:00+11:00'])
    expect(labels({ from: '2026-09-05', to: '2026-09-07', timeZone: 'America/Santiago' }, 'day')).toEqual([
      '2026-09-05T00:00:00-04:00',
      '2026-09-06T01:00:00-03:00',
      '2026-09-07T00:00:00-03:00',
    ])
    expect(labels({ from: '2026-11-01', to: '2026-11-02', timeZone: 'America/Havana' }, 'day')).toEqual([
      '2026-11-01T00:00:00-04:00',
      '2026-11-02T00:00:00-05:00',
    ])
  })

  it('are weeks from Monday and months from the first, cut off by the period', () => {
    const filter = { from: '2026-10-29', to: '2026-11-12', timeZone: 'Asia/Kathmandu' }
    expect(labels(filter, 'week').map((label) => label.slice(0, 10))).toEqual([
      '2026-10-29',
      '2026-11-02',
      '2026-11-09',
    ])
    expect(labels(filter, 'month')).toEqual(['2026-10-29T00:00:00+05:45', '2026-11-01T00:00:00+05:45'])
  })

  describe('are those of PostgreSQL', () => {
    let db: TestDatabase
    beforeAll(async () => {
      db = await createTestDatabase()
    })
    afterAll(() => db.drop())

    it.each([
      'Europe/Berlin',
      'America/St_Johns',
      'Australia/Adelaide',
      'Pacific/Chatham',
      'Africa/Cairo',
      'America/Havana',
    ])('every day of two years in %s', async (timeZone) => {
      const { rows } = await db.pool.query<{ day: string; at: Date }>(
        `SELECT (at AT TIME ZONE $1)::date::text AS day, min(at) AS at
           FROM generate_series('2025-01-01'::timestamptz, '2027-01-01'::timestamptz, '15 minutes') at GROUP BY 1 ORDER BY 1`,
        [timeZone],
      )
      const zone = openZone(timeZone)
      const inner = rows.slice(1, -1)
      expect(inner.map(({ day }) => zone.dayStart(day))).toEqual(inner.map(({ at }) => at.getTime()))
    })
  })
})
