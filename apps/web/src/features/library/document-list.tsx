import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Button, buttonClass } from '../../components/ui/button.tsx'
import { Confirm } from '../../components/ui/confirm.tsx'
import { EmptyState, ErrorNote, ListEnd, SkeletonRows } from '../../components/ui/states.tsx'
import { queryClient, trpc } from '../../lib/api.ts'
import { cx } from '../../lib/cx.ts'
import { failureOf, failureText } from '../../lib/errors.ts'
import { formatNumber } from '../../lib/format.ts'
import { useText } from '../../lib/i18n.ts'
import { say } from '../../lib/toast.ts'
import { ShareDocument } from '../sharing/share-document.tsx'
import { documentCount } from './counts.ts'
import { DocumentRow } from './document-row.tsx'
import type { CollectionItem, DocumentItem, DocumentStatus } from './types.ts'

const route = getRouteApi('/app/library/$collectionId')
const order: DocumentStatus[] = ['indexed', 'queued', 'parsing', 'chunking', 'embedding', 'failed']

/** One link per status that has documents; the address names the filter. */
function StatusFilter({ collection, status }: { collection: CollectionItem; status: DocumentStatus | undefined }) {
  const { t, locale } = useText()
  const present = order.filter((one) => (collection.counts[one] ?? 0) > 0 || one === status)
  if (present.length < 2 && status === undefined) return null
  const entries = [undefined, ...present]
  return (
    <nav aria-label={t('documents.filter')} className="mb-2 flex flex-wrap gap-1">
      {entries.map((one) => {
        const count = one === undefined ? documentCount(collection.counts) : (collection.counts[one] ?? 0)
        return (
          <Link
            key={one ?? 'all'}
            to="/library/$collectionId"
            params={{ collectionId: collection.id }}
            search={one ? { status: one } : {}}
            replace
            aria-current={one === status ? 'true' : undefined}
            className={cx(
              'figures inline-flex h-8 items-center gap-2 rounded-box px-3 text-sm transition-colors duration-100',
              one === status ? 'bg-accent-soft font-medium text-accent' : 'text-ink-soft hover:bg-sunken',
            )}
          >
            {one ? t(`documents.status_${one}`) : t('documents.all')}
            <span className="opacity-80">{formatNumber(locale, count)}</span>
          </Link>
        )
      })}
    </nav>
  )
}

export function DocumentList({
  collection,
  canEdit,
  isOwner,
  onChoose,
  onPaste,
}: {
  collection: CollectionItem
  canEdit: boolean
  isOwner: boolean
  onChoose: () => void
  onPaste: () => void
}) {
  const { t } = useText()
  const { status } = route.useSearch()
  const [deleting, setDeleting] = useState<DocumentItem | null>(null)
  const [sharing, setSharing] = useState<DocumentItem | null>(null)
  const list = useInfiniteQuery(
    trpc.documents.list.infiniteQueryOptions(
      { collectionId: collection.id, limit: 50, ...(status && { status }) },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  )
  const refresh = async () => {
    await queryClient.invalidateQueries(trpc.documents.list.infiniteQueryFilter({ collectionId: collection.id }))
    await queryClient.invalidateQueries(trpc.collections.pathFilter())
  }
  const reprocess = useMutation(
    trpc.documents.reprocess.mutationOptions({
      onSuccess: () => {
        say(t('documents.reprocessing'))
        return refresh()
      },
      onError: (error) => say(failureText(t, failureOf(error)), { tone: 'problem' }),
    }),
  )
  const remove = useMutation(
    trpc.documents.delete.mutationOptions({
      onSuccess: () => {
        setDeleting(null)
        say(t('documents.deleted'))
        return refresh()
      },
    }),
  )
  const documents = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <StatusFilter collection={collection} status={status} />
      {list.isPending ? (
        <SkeletonRows count={6} className="h-15" />
      ) : list.error ? (
        <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      ) : documents.length > 0 ? (
        <>
          <ul className="divide-y divide-line border-line border-y">
            {documents.map((document) => (
              <DocumentRow
                key={document.id}
                document={document}
                canEdit={canEdit}
                onShare={isOwner ? () => setSharing(document) : undefined}
                onReprocess={() => reprocess.mutate({ id: document.id })}
                onDelete={() => setDeleting(document)}
              />
            ))}
          </ul>
          <ListEnd
            hasMore={list.hasNextPage}
            loading={list.isFetchingNextPage}
            onMore={() => void list.fetchNextPage()}
            count={documents.length}
          />
        </>
      ) : status ? (
        <EmptyState title={t('documents.noneWith')} text={t(`documents.status_${status}`)}>
          <Link
            to="/library/$collectionId"
            params={{ collectionId: collection.id }}
            search={{}}
            replace
            className={buttonClass()}
          >
            {t('documents.showAll')}
          </Link>
        </EmptyState>
      ) : (
        <div className="rounded-box border border-line-strong border-dashed">
          <EmptyState title={t('documents.empty')} text={`${t('documents.emptyText')} ${t('documents.dropHint')}`}>
            {canEdit && (
              <>
                <Button variant="primary" onClick={onChoose}>
                  {t('documents.add')}
                </Button>
                <Button onClick={onPaste}>{t('documents.addText')}</Button>
              </>
            )}
          </EmptyState>
        </div>
      )}
      {sharing && <ShareDocument document={sharing} onClose={() => setSharing(null)} />}
      <Confirm
        open={deleting !== null}
        onClose={() => setDeleting(null)}
        onConfirm={() => deleting && remove.mutate({ id: deleting.id })}
        title={t('documents.deleteTitle', { title: deleting?.title ?? '' })}
        text={t('documents.deleteText')}
        action={t('documents.delete')}
        busy={remove.isPending}
        error={remove.error && failureText(t, failureOf(remove.error))}
      />
    </>
  )
}
