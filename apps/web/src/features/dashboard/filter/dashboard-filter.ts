import { given } from '../../../lib/search-params.ts'
import type { BucketSearch, DashboardSearch } from './dashboard-search.ts'
import { addDays, dayIn, daysOf } from './day.ts'
import { type Days, granularityFor, periodDays } from './period.ts'
import { searchesKeptDays } from './words.ts'

interface Reader {
  zone: string
  mayReadAll: boolean
  now: number
}

/** What the address asks for, as the server takes it. Who may not read everybody's figures is asked for the own ones. */
export function dashboardFilter(search: DashboardSearch, { zone, mayReadAll, now }: Reader) {
  const timeZone = search.tz ?? zone
  const today = dayIn(timeZone, now)
  const days = periodDays(search, today)
  const scope = mayReadAll ? (search.scope ?? 'all') : 'own'
  const input = {
    ...days,
    timeZone,
    scope,
    ...given({ collectionId: search.collection, userId: scope === 'all' ? search.person : undefined }),
  } as const
  return {
    days,
    /** The same number of days just before. */
    before: { from: addDays(days.from, -daysOf(days)), to: addDays(days.from, -1) },
    /** The first day of which searches are still kept. */
    searchesFrom: addDays(today, 1 - searchesKeptDays),
    timeZone,
    scope,
    input,
    granularity: granularityFor(daysOf(days), search.by),
  }
}

export type DashboardFilter = ReturnType<typeof dashboardFilter>
export type FilterInput = DashboardFilter['input']

/** The days of one bucket within the period; the whole period where none is chosen or none is inside. */
export function narrowed(days: Days, { at, until }: BucketSearch): Days {
  if (!at || !until) return days
  const from = at > days.from ? at : days.from
  const to = until < days.to ? until : days.to
  return from <= to ? { from, to } : days
}

/** Where the same figures are as CSV. */
export const exportAddress = (input: FilterInput, report: Record<string, string>): string =>
  `/api/analytics/export?${new URLSearchParams({ ...report, ...input })}`
