import { markSpans, type Piece, type Span } from '../threads/passage.ts'

export type BlockKind = 'heading' | 'paragraph' | 'list' | 'table' | 'code'

export interface Block extends Span {
  kind: BlockKind
  level?: number
}

export interface PageSpan extends Span {
  page: number
}

export type Item =
  | { type: 'page'; page: number; start: number }
  | { type: 'block'; kind: BlockKind; level: number; start: number; pieces: Piece[] }

/** Characters of a document that are loaded and drawn together. */
export const windowSize = 16_000
/** No drawn piece is longer; so this much text after a window is enough to finish what begins in it. */
export const longestPiece = 8000

export interface Window extends Span {
  index: number
}

/** A text of `length` characters in windows, so that five million of them neither load nor draw at once. */
export const windowsOf = (length: number): Window[] =>
  Array.from({ length: Math.ceil(length / windowSize) }, (_, index) => ({
    index,
    start: index * windowSize,
    end: Math.min(length, (index + 1) * windowSize),
  }))

/** The beginnings of the lines of `text`, which lies at `offset` of the whole. */
const lineStarts = (text: string, offset: number): number[] =>
  Array.from(text.matchAll(/\n(?=.)/g), ({ index }) => offset + index + 1)

/** Where a block is cut: at page ends, a list at its lines, and every `longestPiece` characters between them. */
function cuts(block: Block, pages: readonly PageSpan[], lines: readonly number[]): Span[] {
  const inner = [...pages.map(({ start }) => start), ...(block.kind === 'list' ? lines : [])]
    .filter((at) => at > block.start && at < block.end)
    .sort((a, b) => a - b)
  const edges = [block.start, ...new Set(inner), block.end]
  return edges.slice(1).flatMap((end, index) => {
    const from = edges[index] ?? block.start
    const count = Math.max(1, Math.ceil((end - from) / longestPiece))
    return Array.from({ length: count }, (_, part) => ({
      start: from + part * longestPiece,
      end: Math.min(end, from + (part + 1) * longestPiece),
    }))
  })
}

/**
 * What one window shows: page separators and blocks in order, `marks` highlighted. A block belongs to the window it
 * begins in, so the windows of a document join without a seam. Offsets are UTF-16 units of the whole text; `loaded`
 * holds the text from `window.start` to at least `longestPiece` after `window.end`, or to the end of the document.
 */
export function layoutWindow(
  window: Span,
  loaded: { start: number; text: string; blocks: readonly Block[]; pages: readonly PageSpan[] },
  marks: readonly Span[],
): Item[] {
  const { start: from, text, blocks, pages } = loaded
  const inside = (at: number) => at >= window.start && at < window.end
  const whole: Block[] = [{ kind: 'paragraph', start: window.start, end: window.end }]
  const lines = blocks.some(({ kind }) => kind === 'list') ? lineStarts(text, from) : []
  const items: Item[] = (blocks.length > 0 ? blocks : whole).flatMap((block) =>
    cuts(block, pages, lines)
      .filter(({ start }) => inside(start))
      .map(({ start, end }): Item => {
        const part = text.slice(start - from, end - from)
        const pieces = markSpans(
          // As long as what it replaces, so that every offset still holds.
          block.kind === 'list' ? part.replace(/^(\s*)[-*]( )/, '$1•$2').replace(/\n$/, '') : part,
          marks.map((mark) => ({ start: mark.start - start, end: mark.end - start })),
        )
        return { type: 'block', kind: block.kind, level: block.level ?? 2, start, pieces }
      }),
  )
  const separators = pages
    .filter(({ start }) => inside(start))
    .map(({ page, start }): Item => ({ type: 'page', page, start }))
  const rank = (item: Item) => (item.type === 'page' ? 0 : 1)
  return [...separators, ...items].sort((a, b) => a.start - b.start || rank(a) - rank(b))
}
