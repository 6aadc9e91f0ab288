import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Download, ListTree, Lock } from 'lucide-react'
import { useState } from 'react'
import { NotFoundPage } from '../../components/shell/full-page.tsx'
import { Button, buttonClass } from '../../components/ui/button.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { useTitle } from '../../components/ui/page.tsx'
import { EmptyState, ErrorNote, Skeleton } from '../../components/ui/states.tsx'
import { trpc } from '../../lib/api.ts'
import { failureOf } from '../../lib/errors.ts'
import { formatBytes, formatDate } from '../../lib/format.ts'
import { useText } from '../../lib/i18n.ts'
import { useMay } from '../../lib/permissions.ts'
import { useTypeName } from '../library/document-row.tsx'
import { StatusChip } from '../library/status-chip.tsx'
import { RestrictedMark } from '../sharing/restricted-mark.tsx'
import { ShareDocument } from '../sharing/share-document.tsx'
import { CitationBar } from './citation-bar.tsx'
import { DocumentText } from './document-text.tsx'
import { Outline } from './outline.tsx'
import type { DocumentDetails } from './types.ts'

const route = getRouteApi('/app/documents/$documentId')

export function DocumentPage() {
  const { documentId } = route.useParams()
  const document = useQuery(
    trpc.documents.get.queryOptions(
      { id: documentId },
      {
        refetchInterval: ({ state }) =>
          state.data && !state.data.readable && state.data.status !== 'failed' ? 2000 : false,
      },
    ),
  )
  if (document.error && failureOf(document.error).code === 'NOT_FOUND') return <NotFoundPage />
  if (document.error)
    return (
      <div className="p-8">
        <ErrorNote error={document.error} onRetry={() => void document.refetch()} />
      </div>
    )
  if (document.isPending)
    return (
      <div className="mx-auto grid w-full max-w-[760px] gap-4 px-4 pt-12 sm:px-8">
        <Skeleton className="h-9 w-3/4" />
        <Skeleton className="h-5 w-64" />
        <Skeleton className="mt-8 h-80" />
      </div>
    )
  return <Reader key={documentId} document={document.data} />
}

function Reader({ document }: { document: DocumentDetails }) {
  const { t } = useText()
  useTitle(document.title)
  const search = route.useSearch()
  const [sheet, setSheet] = useState(false)
  const { start, end, thread, query, claim } = search
  const from = thread && query ? { thread, query, ...(claim !== undefined && { claim }) } : null
  const outline = <Outline document={document} chunkId={search.chunk} onFollow={() => setSheet(false)} />
  return (
    <div className="flex items-stretch">
      <article className="mx-auto w-full min-w-0 max-w-[760px] flex-1 px-4 pt-6 pb-24 sm:px-8 md:pt-10">
        {from && (
          <div className="sticky top-0 z-10 -mx-4 mb-4 border-line border-b bg-paper px-4 py-1 sm:-mx-8 sm:px-8">
            <CitationBar documentId={document.id} from={from} start={start} end={end} />
          </div>
        )}
        <Head document={document} onOutline={() => setSheet(true)} />
        <Body document={document} />
      </article>
      <aside
        aria-label={t('reader.outline')}
        className="sticky top-0 hidden h-dvh w-64 shrink-0 overflow-y-auto border-line border-l px-5 py-10 lg:block"
      >
        {outline}
      </aside>
      <Dialog open={sheet} onClose={() => setSheet(false)} title={t('reader.outline')} kind="sheet">
        <div className="p-5 pb-10">{outline}</div>
      </Dialog>
    </div>
  )
}

function Head({ document, onOutline }: { document: DocumentDetails; onOutline: () => void }) {
  const { t, locale } = useText()
  const [sharing, setSharing] = useState(false)
  const mayWrite = useMay()('library:write')
  const collection = useQuery(
    trpc.collections.get.queryOptions({ id: document.collectionId }, { enabled: mayWrite, staleTime: 30_000 }),
  )
  const typeName = useTypeName()
  const facts = [
    typeName(document.type),
    document.pages.length > 0 && t('documents.pages', { count: document.pages.length }),
    formatBytes(locale, document.size),
    t('documents.added', { when: formatDate(locale, document.createdAt) }),
  ].filter(Boolean)
  return (
    <header className="mb-8 border-line border-b pb-6">
      <p className="text-sm">
        <Link
          to="/library/$collectionId"
          params={{ collectionId: document.collectionId }}
          search={{}}
          className="rounded-[4px] text-accent hover:underline"
        >
          {document.collectionName}
        </Link>
      </p>
      <h1 className="mt-2 text-balance font-semibold font-serif text-3xl tracking-[-0.015em]">{document.title}</h1>
      <p className="figures mt-3 text-ink-faint text-sm">{facts.join(' · ')}</p>
      <div className="mt-4 flex flex-wrap items-center gap-2">
        <a
          href={`/api/documents/${encodeURIComponent(document.id)}/original`}
          download
          className={buttonClass({ size: 'sm' })}
        >
          <Download size={14} aria-hidden />
          {t('reader.original')}
        </a>
        <Button size="sm" className="lg:hidden" onClick={onOutline}>
          <ListTree size={14} aria-hidden />
          {t('reader.outline')}
        </Button>
        {document.restricted && <RestrictedMark />}
        {document.status !== 'indexed' && <StatusChip status={document.status} />}
        {mayWrite && collection.data?.level === 'owner' && (
          <Button size="sm" onClick={() => setSharing(true)}>
            <Lock size={14} aria-hidden />
            {t('sharing.whoReads')}
          </Button>
        )}
      </div>
      {sharing && <ShareDocument document={document} onClose={() => setSharing(false)} />}
      {document.error && (
        <p className="mt-3 text-contradicted">
          {t('reader.failedTitle')}: {document.error.message}
        </p>
      )}
      {document.warnings.map((warning) => (
        <p key={warning} className="mt-3 text-ink-soft text-sm">
          {warning}
        </p>
      ))}
    </header>
  )
}

function Body({ document }: { document: DocumentDetails }) {
  const { t } = useText()
  const { start, end, page, chunk } = route.useSearch()
  if (!document.readable)
    return document.status === 'failed' ? null : (
      <EmptyState title={t('reader.notReady')} text={t('reader.notReadyText')} />
    )
  if (document.textLength === 0) return <EmptyState title={t('reader.empty')} text={t('reader.emptyText')} />
  return <DocumentText document={document} chunkId={chunk} start={start} end={end} page={page} />
}
