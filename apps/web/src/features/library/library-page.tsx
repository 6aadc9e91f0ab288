import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronRight, CircleAlert, Folder, Plus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Page } from '../../components/ui/page.tsx'
import { EmptyState, ErrorNote, ListEnd, SkeletonRows } from '../../components/ui/states.tsx'
import { trpc } from '../../lib/api.ts'
import { useText } from '../../lib/i18n.ts'
import { useMay } from '../../lib/permissions.ts'
import { useSamples } from '../ask/use-samples.ts'
import { CollectionForm } from './collection-form.tsx'
import { type Counts, documentCount, workingCount } from './counts.ts'

export function LibraryPage() {
  const { t } = useText()
  const [creating, setCreating] = useState(false)
  const load = useSamples()
  const mayWrite = useMay()('library:write')
  const list = useInfiniteQuery(
    trpc.collections.list.infiniteQueryOptions({ limit: 50 }, { getNextPageParam: (page) => page.nextCursor }),
  )
  const collections = list.data?.pages.flatMap((page) => page.items) ?? []
  const create = (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus size={16} aria-hidden />
      {t('library.new')}
    </Button>
  )
  return (
    <Page title={t('library.title')} lead={t('library.lead')} actions={mayWrite && collections.length > 0 && create}>
      {list.isPending ? (
        <SkeletonRows count={4} className="h-[68px]" />
      ) : list.error ? (
        <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      ) : collections.length === 0 ? (
        <EmptyState title={t('library.empty')} text={t(mayWrite ? 'library.emptyText' : 'library.emptyReadOnly')}>
          {mayWrite && (
            <>
              {create}
              <Button busy={load.isPending} onClick={() => load.mutate({})}>
                {load.isPending ? t('ask.samplesLoading') : t('library.trySamples')}
              </Button>
            </>
          )}
        </EmptyState>
      ) : (
        <>
          <ul className="divide-y divide-line border-line border-y">
            {collections.map((collection) => (
              <li key={collection.id}>
                <Link
                  to="/library/$collectionId"
                  params={{ collectionId: collection.id }}
                  search={{}}
                  className="row group flex items-center gap-4 rounded-box py-3.5"
                >
                  <Folder size={20} aria-hidden className="shrink-0 text-ink-faint group-hover:text-accent" />
                  <span className="min-w-0 flex-1">
                    <span className="block truncate font-semibold text-ink">{collection.name}</span>
                    {collection.description && (
                      <span className="block truncate text-ink-faint text-sm">{collection.description}</span>
                    )}
                  </span>
                  <CountLine counts={collection.counts} />
                  <ChevronRight size={16} aria-hidden className="shrink-0 text-ink-faint" />
                </Link>
              </li>
            ))}
          </ul>
          <ListEnd
            hasMore={list.hasNextPage}
            loading={list.isFetchingNextPage}
            onMore={() => void list.fetchNextPage()}
            count={collections.length}
          />
        </>
      )}
      {load.error && <ErrorNote error={load.error} className="mt-4" />}
      {creating && <CollectionForm collection={null} onClose={() => setCreating(false)} />}
    </Page>
  )
}

/** How many documents, and whether some failed or are still on their way. */
export function CountLine({ counts }: { counts: Counts }) {
  const { t } = useText()
  const failed = counts['failed'] ?? 0
  const working = workingCount(counts)
  return (
    <span className="figures flex shrink-0 flex-col items-end gap-x-3 text-right text-ink-soft text-sm sm:flex-row sm:items-center">
      {failed > 0 && (
        <span className="inline-flex items-center gap-1.5 text-contradicted">
          <CircleAlert size={14} aria-hidden />
          {t('library.failed', { count: failed })}
        </span>
      )}
      {working > 0 && <span className="text-accent">{t('library.working', { count: working })}</span>}
      <span>{t('library.documents', { count: documentCount(counts) })}</span>
    </span>
  )
}
