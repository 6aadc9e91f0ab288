import { useQueries } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { trpc } from '../../lib/api.ts'
import { useText } from '../../lib/i18n.ts'
import { windowsOf } from './layout.ts'
import { windowInput } from './text-window.tsx'
import type { DocumentDetails } from './types.ts'

/** Of longer documents only the parts that were read have known headings; their pages are always known. */
const headingWindows = 12

interface Heading {
  start: number
  level: number
  text: string
}

function useHeadings(document: DocumentDetails, chunkId: string | undefined): Heading[] {
  return useQueries({
    queries: windowsOf(document.textLength)
      .slice(0, headingWindows)
      .map((window) =>
        trpc.documents.text.queryOptions(windowInput(document.id, chunkId, window), {
          enabled: document.readable,
          staleTime: Number.POSITIVE_INFINITY,
        }),
      ),
    combine: (results) => {
      const found = new Map<number, Heading>()
      for (const { data } of results)
        for (const { kind, level = 2, start, end } of data?.blocks ?? [])
          if (data && kind === 'heading' && start >= data.start)
            found.set(start, { start, level, text: data.text.slice(start - data.start, end - data.start) })
      return [...found.values()].sort((a, b) => a.start - b.start)
    },
  })
}

export function Outline({
  document,
  chunkId,
  onFollow,
}: {
  document: DocumentDetails
  chunkId: string | undefined
  onFollow: () => void
}) {
  const { t } = useText()
  const headings = useHeadings(document, chunkId)
  const highest = Math.min(...headings.map(({ level }) => level))
  return (
    <div className="grid gap-6">
      {headings.length > 0 && (
        <nav aria-labelledby="outline-headings">
          <h2 id="outline-headings" className="mb-2 font-semibold text-sm">
            {t('reader.outline')}
          </h2>
          <ul className="grid gap-px">
            {headings.map(({ start, level, text }) => (
              <li key={start} style={{ paddingLeft: Math.min(3, level - highest) * 12 }}>
                <Link
                  to="/documents/$documentId"
                  params={{ documentId: document.id }}
                  search={{ start, ...(chunkId !== undefined && { chunk: chunkId }) }}
                  replace
                  resetScroll={false}
                  onClick={onFollow}
                  className="line-clamp-2 rounded-[6px] py-1 text-ink-soft text-sm hover:text-accent"
                >
                  {text}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {document.pages.length > 1 && (
        <nav aria-labelledby="outline-pages">
          <h2 id="outline-pages" className="mb-2 font-semibold text-sm">
            {t('reader.pages')}
          </h2>
          <ul className="flex flex-wrap gap-1">
            {document.pages.map(({ page }) => (
              <li key={page}>
                <Link
                  to="/documents/$documentId"
                  params={{ documentId: document.id }}
                  search={{ page }}
                  replace
                  resetScroll={false}
                  onClick={onFollow}
                  aria-label={t('reader.page', { page })}
                  className="figures grid h-7 min-w-8 place-items-center rounded-[6px] px-1.5 text-ink-soft text-sm hover:bg-sunken hover:text-ink"
                >
                  {page}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </div>
  )
}
