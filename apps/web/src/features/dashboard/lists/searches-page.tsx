import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { trpc } from '../../../lib/api.ts'
import { formatMilliseconds } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import { narrowed } from '../filter/dashboard-filter.ts'
import { useDashboardFilter } from '../filter/use-dashboard-filter.ts'
import { searchesKeptDays } from '../filter/words.ts'
import { daysText, momentText } from '../time-text.ts'
import { BucketChip } from './bucket-chip.tsx'
import { ListBody } from './list-body.tsx'
import { ListHead } from './list-head.tsx'

const route = getRouteApi('/app/dashboard/searches')

/** What was searched for and not found: what is missing in the library. */
export function SearchesPage() {
  const { t, locale } = useText()
  const search = route.useSearch()
  const { days, input, scope, timeZone } = useDashboardFilter()
  const shown = { ...input, ...narrowed(days, search) }
  const list = useInfiniteQuery(
    trpc.analytics.searches.infiniteQueryOptions(
      { ...shown, limit: 25 },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  )
  return (
    <>
      <ListHead
        title={t('dashboard.lists.searches')}
        text={`${t('dashboard.lists.searchesText')} ${t('dashboard.searchesKept', { count: searchesKeptDays })} ${daysText(locale, shown)}.`}
        input={shown}
        report={{ report: 'searches' }}
      >
        <BucketChip {...search} />
      </ListHead>
      <ListBody
        list={list}
        empty={{ title: t('dashboard.lists.empty'), text: t('dashboard.lists.emptyText') }}
        row={({ id, query, searchedAt, user, tookMs }) => (
          <li key={id} className="py-3">
            <p className="break-words font-medium">{query}</p>
            <p className="figures mt-1 flex flex-wrap gap-x-4 text-ink-faint text-sm">
              <time dateTime={searchedAt}>{momentText(locale, timeZone, searchedAt)}</time>
              {scope === 'all' && <span>{user.name ?? t('dashboard.deletedPerson')}</span>}
              <span>{formatMilliseconds(locale, tookMs)}</span>
            </p>
          </li>
        )}
      />
    </>
  )
}
