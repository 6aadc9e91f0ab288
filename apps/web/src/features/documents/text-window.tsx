import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { ErrorNote, Skeleton } from '../../components/ui/states.tsx'
import { trpc } from '../../lib/api.ts'
import { useText } from '../../lib/i18n.ts'
import type { Piece, Span } from '../threads/passage.ts'
import { type Item, layoutWindow, longestPiece, type Window } from './layout.ts'

interface Props {
  documentId: string
  chunkId: string | undefined
  window: Window
  marks: readonly Span[]
  /** Load at once, without waiting to come near the screen. */
  eager: boolean
  /** Shown at the head of the page; a document that begins with it does not show it again. */
  title: string
}

/** Roughly what a window will be tall: 68 characters a line of 28 px. Keeps the scroll bar honest before it is drawn. */
const heightOf = ({ start, end }: Window) => Math.ceil((end - start) / 62) * 28

export const windowInput = (documentId: string, chunkId: string | undefined, { start, end }: Span) => ({
  id: documentId,
  start,
  end: end + longestPiece,
  ...(chunkId !== undefined && { chunkId }),
})

/** One stretch of a document; its text is fetched when it comes near the screen. */
export function TextWindow({ documentId, chunkId, window, marks, eager, title }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const [near, setNear] = useState(eager)
  useEffect(() => {
    const element = box.current
    if (near || !element) return
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && setNear(true), {
      rootMargin: '1600px 0px',
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [near])
  const text = useQuery(
    trpc.documents.text.queryOptions(windowInput(documentId, chunkId, window), {
      enabled: near || eager,
      staleTime: Number.POSITIVE_INFINITY,
    }),
  )
  const items = useMemo(
    () =>
      text.data
        ? withSteadyLevels(layoutWindow(window, text.data, marks).filter((item) => !repeats(item, title)))
        : null,
    [text.data, window, marks, title],
  )
  const height = heightOf(window)
  return (
    <div
      ref={box}
      data-window={window.index}
      style={
        items ? { containIntrinsicSize: `auto ${height}px` } : { minHeight: text.error ? 0 : Math.min(height, 6000) }
      }
      className={items ? '[content-visibility:auto]' : ''}
    >
      {items?.map((item) => (
        <ItemView key={`${item.type}-${item.start}`} item={item} />
      ))}
      {text.error && <ErrorNote error={text.error} onRetry={() => void text.refetch()} />}
      {!items && !text.error && (near || eager) && (
        <div aria-hidden className="grid gap-3 py-3">
          {['w-full', 'w-[94%]', 'w-[97%]', 'w-[61%]'].map((width) => (
            <Skeleton key={width} className={`h-4 ${width}`} />
          ))}
        </div>
      )}
    </div>
  )
}

const repeats = (item: Item, title: string) =>
  item.type === 'block' &&
  item.kind === 'heading' &&
  item.start < 200 &&
  item.pieces.length === 1 &&
  item.pieces[0]?.text === title &&
  !item.pieces[0].marked

/** Documents skip levels of headings as they like; a reader who moves by headings must not fall through the gaps. */
function withSteadyLevels(items: Item[]): (Item & { rank?: number })[] {
  let before = 1
  return items.map((item) => {
    if (item.type !== 'block' || item.kind !== 'heading') return item
    before = Math.min(6, item.level + 1, before + 1)
    return { ...item, rank: before }
  })
}

const Pieces = ({ pieces }: { pieces: Piece[] }) =>
  pieces.map((piece, index) =>
    piece.marked ? (
      <mark key={index} data-cited className="passage-mark scroll-mt-32">
        {piece.text}
      </mark>
    ) : (
      piece.text
    ),
  )

const headingSizes = [
  'text-[28px] leading-9',
  'text-[22px] leading-[30px]',
  'text-[19px] leading-7',
  'text-[17px] leading-6',
]

function ItemView({ item }: { item: Item & { rank?: number } }) {
  const { t } = useText()
  if (item.type === 'page')
    return (
      <p
        id={`page-${item.page}`}
        className="figures mt-9 mb-5 flex scroll-mt-28 items-center gap-3 font-sans text-ink-faint text-xs first:mt-0 after:h-px after:flex-1 after:bg-line"
      >
        {t('reader.page', { page: item.page })}
      </p>
    )
  const content = <Pieces pieces={item.pieces} />
  switch (item.kind) {
    case 'heading': {
      // The page's own title is the h1; the document's headings begin below it.
      const Heading = `h${item.rank ?? 2}` as 'h2'
      return (
        <Heading
          id={`at-${item.start}`}
          className={`mt-9 mb-3 scroll-mt-28 font-sans font-semibold tracking-[-0.01em] first:mt-0 ${headingSizes[item.level - 1] ?? headingSizes[3]}`}
        >
          {content}
        </Heading>
      )
    }
    case 'list':
      return <p className="my-1.5 whitespace-pre-wrap pl-8 -indent-4">{content}</p>
    case 'code':
    case 'table':
      return (
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keyboard
          tabIndex={0}
          className="my-5 overflow-x-auto rounded-box bg-sunken px-4 py-3 font-mono text-[13px] leading-5"
        >
          {content}
        </pre>
      )
    case 'paragraph':
      return <p className="my-4 whitespace-pre-line">{content}</p>
    default:
      return item.kind satisfies never
  }
}
