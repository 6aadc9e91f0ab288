import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button } from '../../../components/ui/button.tsx'
import { trpc } from '../../../lib/api.ts'
import { useText } from '../../../lib/i18n.ts'
import { SearchSelect } from './search-select.tsx'
import type { ChangeFilter } from './use-dashboard-filter.ts'

/** No id has a space, so this is none. */
const EVERY = 'every collection'

/** One of the collections that the reader may read, or all. */
export function CollectionFilter({ collection, onChange }: { collection: string | undefined; onChange: ChangeFilter }) {
  const { t } = useText()
  const list = useInfiniteQuery(
    trpc.collections.list.infiniteQueryOptions({ limit: 100 }, { getNextPageParam: (page) => page.nextCursor }),
  )
  const known = list.data?.pages.flatMap((page) => page.items) ?? []
  // One that a link names may stand on a later page, or not be readable.
  const named = useQuery(
    trpc.collections.get.queryOptions({ id: collection ?? '' }, { enabled: collection !== undefined }),
  )
  const every = t('dashboard.filter.everyCollection')
  return (
    <SearchSelect
      label={t('dashboard.filter.collection')}
      placeholder={t('dashboard.filter.searchCollection')}
      shown={collection === undefined ? every : (named.data?.name ?? collection)}
      value={collection ?? EVERY}
      options={[{ value: EVERY, label: every }, ...known.map(({ id, name }) => ({ value: id, label: name }))]}
      onChange={(value) => onChange({ collection: value === EVERY ? undefined : value })}
      footer={
        list.hasNextPage && (
          <div className="border-line border-t p-1">
            <Button
              size="sm"
              variant="quiet"
              className="w-full"
              busy={list.isFetchingNextPage}
              onClick={() => void list.fetchNextPage()}
            >
              {t('common.loadMore')}
            </Button>
          </div>
        )
      }
    />
  )
}
