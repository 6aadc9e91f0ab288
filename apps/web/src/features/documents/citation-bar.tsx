import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { ArrowDown, ArrowLeft, ArrowUp } from 'lucide-react'
import { IconButton } from '../../components/ui/icon-button.tsx'
import { trpc } from '../../lib/api.ts'
import { useText } from '../../lib/i18n.ts'

interface Props {
  documentId: string
  from: { thread: string; query: string; claim?: number }
  start: number | undefined
  end: number | undefined
}

/** The way back to the answer, and to the other places of this document that it cites. */
export function CitationBar({ documentId, from, start, end }: Props) {
  const { t } = useText()
  const navigate = useNavigate({ from: '/documents/$documentId' })
  const query = useQuery(trpc.queries.get.queryOptions({ id: from.query }))
  const places = (query.data?.answer?.claims ?? [])
    .flatMap((claim) => claim.citations.map((citation) => ({ ...citation, claim: claim.n })))
    .filter((citation) => citation.documentId === documentId)
    .filter((one, index, all) => all.findIndex((other) => other.start === one.start && other.end === one.end) === index)
    .sort((a, b) => a.start - b.start)
  const at = places.findIndex((place) => place.start === start && place.end === end)
  const go = (index: number) => {
    const place = places[index]
    if (!place) return
    void navigate({
      search: {
        start: place.start,
        end: place.end,
        ...(place.page !== null && { page: place.page }),
        chunk: place.chunkId,
        thread: from.thread,
        query: from.query,
        claim: place.claim,
      },
      replace: true,
      resetScroll: false,
    })
  }
  return (
    <div className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1">
      <Link
        to="/threads/$threadId"
        params={{ threadId: from.thread }}
        search={{ query: from.query, ...(from.claim !== undefined && { claim: from.claim }) }}
        className="-ml-2 inline-flex items-center gap-1.5 rounded-box px-2 py-1.5 font-medium text-accent text-sm hover:bg-accent-soft"
      >
        <ArrowLeft size={15} aria-hidden />
        {t('reader.backToAnswer')}
      </Link>
      {places.length > 1 && at !== -1 && (
        <div className="ml-auto flex items-center gap-1">
          <span className="figures text-ink-faint text-sm">
            {t('reader.citationOf', { n: at + 1, total: places.length })}
          </span>
          <IconButton icon={ArrowUp} label={t('reader.previous')} disabled={at === 0} onClick={() => go(at - 1)} />
          <IconButton
            icon={ArrowDown}
            label={t('reader.next')}
            disabled={at === places.length - 1}
            onClick={() => go(at + 1)}
          />
        </div>
      )}
    </div>
  )
}
