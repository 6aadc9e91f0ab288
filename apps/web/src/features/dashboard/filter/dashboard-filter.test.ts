import {
  granularities as all,
  analyticsFilterSchema,
  questionKinds as kinds,
  LONGEST_PERIOD,
  SEARCHES_KEPT_DAYS,
} from '@sarvanom/core/schemas'
import { describe, expect, it } from 'vitest'
import { dashboardFilter, exportAddress, narrowed } from './dashboard-filter.ts'
import { bucketSearch, dashboardSearch, questionsSearch } from './dashboard-search.ts'
import { granularities, longestPeriod, questionKinds, searchesKeptDays } from './words.ts'

const reader = { zone: 'Europe/Berlin', mayReadAll: true, now: Date.parse('2026-11-24T23:30:00Z') }

describe('the filter of the dashboard', () => {
  it('takes from an address only what it can mean', () => {
    const address = {
      period: 'custom',
      from: '2026-11-01',
      to: '2026-02-31',
      by: 'day',
      tz: 'Asia/Tokyo',
      scope: 'own',
    }
    const { to: _never, ...meant } = address
    expect(dashboardSearch(address)).toEqual(meant)
    expect(
      dashboardSearch({ period: 'ages', by: 'minute', tz: 'Mars/Olympus', scope: 'theirs', from: '2026-11-01' }),
    ).toEqual({})
    expect(questionsSearch({ kind: 'nice' })).toEqual({})
    expect(bucketSearch({ at: '2026-11-03' })).toEqual({ at: '2026-11-03', until: '2026-11-03' })
    expect(bucketSearch({ at: '2026-11-03', until: '2026-11-01' })).toEqual({})
  })

  it('counts days in the zone that is chosen, else in that of the reader', () => {
    expect(dashboardFilter({}, reader).days.to).toBe('2026-11-25')
    expect(dashboardFilter({ tz: 'America/New_York' }, reader).days.to).toBe('2026-11-24')
  })

  it('asks for everybody only where that is permitted, and for a person only among everybody', () => {
    const search = { scope: 'all', person: 'u1', collection: 'c1' } as const
    expect(dashboardFilter(search, reader).input).toMatchObject({ scope: 'all', userId: 'u1', collectionId: 'c1' })
    const own = dashboardFilter(search, { ...reader, mayReadAll: false }).input
    expect(own).toMatchObject({ scope: 'own', collectionId: 'c1' })
    expect(own).not.toHaveProperty('userId')
  })

  it('is one that the server takes, whatever stands in the address', () => {
    for (const search of [{}, { period: '12m' }, { period: 'custom', from: '1999-01-01', to: '2030-01-01' }] as const)
      expect(analyticsFilterSchema.safeParse(dashboardFilter(search, reader).input).success).toBe(true)
  })

  it('knows the period before, and since when searches are kept', () => {
    const { before, searchesFrom } = dashboardFilter({ period: '7d' }, reader)
    expect(before).toEqual({ from: '2026-11-12', to: '2026-11-18' })
    expect(searchesFrom).toBe('2026-08-28')
  })

  it('narrows the period to a bucket, and no further than the period', () => {
    const days = { from: '2026-11-04', to: '2026-11-20' }
    expect(narrowed(days, { at: '2026-11-02', until: '2026-11-08' })).toEqual({ from: '2026-11-04', to: '2026-11-08' })
    expect(narrowed(days, { at: '2026-12-01', until: '2026-12-02' })).toEqual(days)
    expect(narrowed(days, {})).toEqual(days)
  })

  it('exports what is shown', () => {
    const { input } = dashboardFilter({ collection: 'c1', period: '7d' }, reader)
    const address = new URL(exportAddress(input, { report: 'questions', kind: 'failed' }), 'http://app')
    expect(address.pathname).toBe('/api/analytics/export')
    expect(Object.fromEntries(address.searchParams)).toEqual({
      report: 'questions',
      kind: 'failed',
      from: '2026-11-19',
      to: '2026-11-25',
      timeZone: 'Europe/Berlin',
      scope: 'all',
      collectionId: 'c1',
    })
  })

  it('uses the words of the server', () => {
    expect([granularities, questionKinds]).toEqual([all, kinds])
    expect([longestPeriod, searchesKeptDays]).toEqual([LONGEST_PERIOD, SEARCHES_KEPT_DAYS])
  })
})
