import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { NotFoundPage } from '../../components/shell/full-page.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { useTitle } from '../../components/ui/page.tsx'
import { ErrorNote, Skeleton } from '../../components/ui/states.tsx'
import { trpc } from '../../lib/api.ts'
import { failureOf } from '../../lib/errors.ts'
import { useText } from '../../lib/i18n.ts'
import { useWide } from '../../lib/use-media.ts'
import { isOpen } from './answer-state.ts'
import { Evidence } from './evidence.tsx'
import { EvidencePane } from './evidence-pane.tsx'
import { FollowUp } from './follow-up.tsx'
import { QueryBlock } from './query-block.tsx'
import type { Pointed } from './types.ts'

const route = getRouteApi('/app/threads/$threadId')

export function ThreadPage() {
  const { t } = useText()
  const { threadId } = route.useParams()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/threads/$threadId' })
  const wide = useWide()
  const thread = useQuery(trpc.threads.get.queryOptions({ id: threadId }))
  const [pointed, setPointed] = useState<Pointed | null>(null)
  const [sheet, setSheet] = useState(false)
  useTitle(thread.data?.title)
  const queries = thread.data?.queries ?? []
  const current = queries.find(({ id }) => id === search.query) ?? queries.at(-1)
  useScrollTo(queries.at(-1)?.id, search.query, search.claim)

  if (thread.error && failureOf(thread.error).code === 'NOT_FOUND') return <NotFoundPage />
  const selected: Pointed | null =
    current && search.claim !== undefined
      ? { queryId: current.id, claim: search.claim, ...(search.source !== undefined && { source: search.source }) }
      : null
  const shown = pointed ?? selected
  const evidenceQuery = queries.find(({ id }) => id === shown?.queryId) ?? current
  const select = ({ queryId, claim, source }: Pointed) => {
    if (getSelection()?.isCollapsed === false) return
    void navigate({
      search: { query: queryId, claim, ...(source !== undefined && { source }) },
      replace: true,
      resetScroll: false,
    })
    setSheet(true)
  }
  const clear = () => void navigate({ search: current ? { query: current.id } : {}, replace: true, resetScroll: false })
  const evidence = evidenceQuery && (
    <Evidence
      key={evidenceQuery.id}
      query={evidenceQuery}
      pointed={wide ? shown : selected}
      onlyPointed={!wide}
      onClear={selected && (!pointed || !wide) ? clear : null}
    />
  )

  return (
    <div className="flex min-h-dvh items-stretch">
      <div className="flex min-w-0 flex-1 flex-col">
        <div className="mx-auto w-full max-w-[760px] flex-1 px-4 pt-2 sm:px-8 md:pt-4">
          <h1 className="sr-only">{thread.data?.title ?? t('threads.title')}</h1>
          {thread.isPending && <ThreadSkeleton />}
          {thread.error && <ErrorNote className="mt-8" error={thread.error} onRetry={() => void thread.refetch()} />}
          {queries.map((query) => (
            <QueryBlock
              key={query.id}
              query={query}
              current={query.id === evidenceQuery?.id}
              alone={queries.length === 1}
              pointed={shown}
              onPoint={setPointed}
              onSelect={select}
            />
          ))}
        </div>
        {thread.data && (
          <FollowUp
            threadId={threadId}
            collectionIds={queries.at(-1)?.collectionIds ?? []}
            running={queries.some(({ status }) => isOpen(status))}
          />
        )}
      </div>
      {wide && <EvidencePane>{evidence}</EvidencePane>}
      {!wide && (
        <Dialog open={sheet} onClose={() => setSheet(false)} title={t('evidence.title')} kind="sheet">
          <div className="p-4 pb-8">{evidence}</div>
        </Dialog>
      )}
    </div>
  )
}

/** Brings the question or sentence that the address names into view when the page opens, and a new follow-up when it comes. */
function useScrollTo(last: string | undefined, wanted: string | undefined, claim: number | undefined) {
  const seen = useRef<string | undefined>(undefined)
  useEffect(() => {
    if (last === undefined) return
    const before = seen.current
    seen.current = last
    if (before === last) return
    const id = before !== undefined ? last : wanted && claim !== undefined ? `${wanted}-${claim}` : wanted
    if (id === undefined) return
    // After the router has put the page where it was, which for a new page is its beginning.
    const timer = setTimeout(() => {
      const block = id === wanted || id === last ? 'start' : 'center'
      document.getElementById(id)?.scrollIntoView({ block })
    }, 60)
    return () => clearTimeout(timer)
  }, [last, wanted, claim])
}

function ThreadSkeleton() {
  return (
    <div className="grid gap-4 py-8">
      <Skeleton className="h-7 w-3/4" />
      <Skeleton className="h-4 w-40" />
      <div className="mt-4 grid gap-3 pl-7">
        {['w-[92%]', 'w-[88%]', 'w-[95%]', 'w-[70%]'].map((width) => (
          <Skeleton key={width} className={`h-5 ${width}`} />
        ))}
      </div>
    </div>
  )
}
