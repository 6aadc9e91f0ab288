import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { RotateCw } from 'lucide-react'
import { Button } from '../../../components/ui/button.tsx'
import { EmptyState, ErrorNote, ListEnd, SkeletonRows } from '../../../components/ui/states.tsx'
import { trpc } from '../../../lib/api.ts'
import { useText } from '../../../lib/i18n.ts'
import { Part } from '../part.tsx'
import { LevelSwitch } from './level-switch.tsx'
import { logInput } from './log-filter.ts'
import { LogFilters } from './log-filters.tsx'
import { LogRow } from './log-row.tsx'

const route = getRouteApi('/app/admin/logs')

/** Recent warnings and errors of all servers, and from what level on they write. */
export function LogsPage() {
  const { t } = useText()
  const search = route.useSearch()
  const list = useInfiniteQuery(
    trpc.system.logs.list.infiniteQueryOptions(
      { limit: 50, ...logInput(search) },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  )
  const entries = list.data?.pages.flatMap((page) => page.items) ?? []
  const kind = Object.keys(search).length > 0 ? 'noMatch' : 'empty'
  return (
    <Part
      title={t('logs.title')}
      lead={t('logs.lead')}
      actions={
        <Button busy={list.isRefetching && !list.isFetchingNextPage} onClick={() => void list.refetch()}>
          <RotateCw size={15} aria-hidden />
          {t('logs.refresh')}
        </Button>
      }
    >
      <div className="mb-6 md:max-w-80">
        <LevelSwitch />
      </div>
      <LogFilters search={search} />
      {list.isPending ? (
        <SkeletonRows count={10} className="h-12" />
      ) : list.error ? (
        <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      ) : entries.length === 0 ? (
        <EmptyState title={t(`logs.${kind}`)} text={t(`logs.${kind}Text`)} />
      ) : (
        <>
          <ul className="divide-y divide-line border-line border-y">
            {entries.map((entry) => (
              <LogRow key={entry.id} entry={entry} />
            ))}
          </ul>
          <ListEnd
            hasMore={list.hasNextPage}
            loading={list.isFetchingNextPage}
            onMore={() => void list.fetchNextPage()}
            count={entries.length}
          />
        </>
      )}
    </Part>
  )
}
