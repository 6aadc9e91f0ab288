import { given, oneOf } from '../../../lib/search-params.ts'

const hours = { day: 24, week: 7 * 24, month: 30 * 24 }
export const periods = ['day', 'week', 'month'] as const
export type Period = (typeof periods)[number]

export interface PerformanceSearch {
  /** Without it: the last week. */
  period?: Period
  /** Without it: by the worst time. */
  sort?: 'total'
}

export const performanceSearch = (search: Record<string, unknown>): PerformanceSearch =>
  given({
    period: oneOf(search['period'], periods),
    sort: oneOf(search['sort'], ['total'] as const),
  })

/** Where the period begins; to the minute, so that the same page asks the same. `now` in milliseconds. */
export const periodStart = (period: Period, now: number): string =>
  new Date(Math.floor(now / 60_000) * 60_000 - hours[period] * 3_600_000).toISOString()
