import { useQuery } from '@tanstack/react-query'
import { useMemo, useRef } from 'react'
import { ErrorNote } from '../../components/ui/states.tsx'
import { trpc } from '../../lib/api.ts'
import { windowSize, windowsOf } from './layout.ts'
import { TextWindow, windowInput } from './text-window.tsx'
import type { DocumentDetails } from './types.ts'
import { usePinnedScroll } from './use-pinned-scroll.ts'

interface Props {
  document: DocumentDetails
  /** The cited chunk: its version is shown, which may be older than the current one. */
  chunkId: string | undefined
  start: number | undefined
  end: number | undefined
  page: number | undefined
}

export function DocumentText({ document, chunkId, start, end, page }: Props) {
  const body = useRef<HTMLDivElement>(null)
  const target = start ?? document.pages.find((one) => one.page === page)?.start ?? 0
  const index = Math.floor(target / windowSize)
  // The first window that is needed also tells how long the shown version is.
  const first = useQuery(
    trpc.documents.text.queryOptions(
      windowInput(document.id, chunkId, {
        start: index * windowSize,
        end: Math.min(chunkId === undefined ? document.textLength : Number.POSITIVE_INFINITY, (index + 1) * windowSize),
      }),
      { staleTime: Number.POSITIVE_INFINITY },
    ),
  )
  const length = first.data?.length ?? document.textLength
  const windows = useMemo(() => windowsOf(length), [length])
  const marks = useMemo(
    () => (start !== undefined && end !== undefined && end > start ? [{ start, end }] : []),
    [start, end],
  )
  const selector =
    marks.length > 0
      ? '[data-cited]'
      : start !== undefined
        ? `#at-${start}`
        : page !== undefined
          ? `#page-${page}`
          : null
  usePinnedScroll(body, selector, `${start}-${end}-${page}`)
  if (first.error) return <ErrorNote error={first.error} onRetry={() => void first.refetch()} />
  return (
    <div ref={body} className="reading" lang={document.language ?? undefined} dir="auto">
      {windows.map((window) => (
        <TextWindow
          key={window.index}
          documentId={document.id}
          chunkId={chunkId}
          window={window}
          marks={marks}
          title={document.title}
          eager={Math.abs(window.index - index) <= 1}
        />
      ))}
    </div>
  )
}
