import { type Span, splitSentences } from '../../text/index.ts'
import type { Block, PageSpan } from '../parse/types.ts'

export interface ChunkOptions {
  /** The most characters (UTF-16 code units) a chunk has. */
  size: number
  /** How many sentences at the end of a chunk are repeated at the head of the next. */
  overlap: number
}

/** A passage of a document: `text.slice(start, end)`. */
export interface ChunkSpan extends Span {
  /** Page on which it begins; null for formats without pages. */
  page: number | null
  /** Headings above it, outermost first. */
  headings: string[]
}

export const defaultChunkOptions: ChunkOptions = { size: 1500, overlap: 1 }

/** A heading that follows a chunk this full begins a new one, so that short sections are not lost in long chunks. */
const FULL_ENOUGH = 0.5
/** Repeating more than this share of a chunk would be storing the text twice. */
const MOST_OVERLAP = 0.25
const HEADING_LENGTH = 200

interface Unit extends Span {
  /** A unit of another block may be joined; one behind a heading may begin a new chunk. */
  block: number
  heading: boolean
}

/**
 * Cuts a document into passages on its structure and sentences. A sentence, table row or line of code is cut only
 * where it alone exceeds `size`. Chunks are in order and cover all of the text but white space; a heading stands at
 * the head of the chunk that it introduces.
 */
export function chunkDocument(
  document: { text: string; blocks: readonly Block[]; pages: readonly PageSpan[]; language: string | null },
  options: ChunkOptions = defaultChunkOptions,
): ChunkSpan[] {
  const { text, blocks, pages } = document
  const units = toUnits(text, blocks, document.language ?? '', options.size)
  const headings = headingPaths(text, blocks)
  const chunks: ChunkSpan[] = []
  let first = 0
  while (first < units.length) {
    const last = fill(units, first, options.size)
    const start = (units[first] as Unit).start
    const end = (units[last] as Unit).end
    chunks.push({ start, end, page: pageAt(pages, start), headings: headings[contentBlock(units, first, last)] ?? [] })
    if (last + 1 >= units.length) break
    first = overlapFrom(units, first, last, options)
  }
  return chunks
}

/** The last unit of the chunk that begins with `first`. */
function fill(units: readonly Unit[], first: number, size: number): number {
  const start = (units[first] as Unit).start
  let last = first
  while (last + 1 < units.length) {
    const next = units[last + 1] as Unit
    if (next.end - start > size) break
    const full = (units[last] as Unit).end - start >= size * FULL_ENOUGH
    if (next.heading && full && !(units[last] as Unit).heading) break
    last++
  }
  // A heading at the end belongs to what follows it.
  let end = last
  while (end > first && (units[end] as Unit).heading && last + 1 < units.length) end--
  return (units[end] as Unit).heading && end === first ? last : end
}

/** Where the next chunk begins: some whole units back, but always further than this one did, and not before a heading. */
function overlapFrom(units: readonly Unit[], first: number, last: number, { size, overlap }: ChunkOptions): number {
  const end = (units[last] as Unit).end
  let from = last + 1
  if ((units[from] as Unit).heading) return from
  for (let n = 0; n < overlap; n++) {
    const back = units[from - 1] as Unit
    const next = units[last + 1] as Unit
    if (from - 1 <= first || back.heading || end - back.start > size * MOST_OVERLAP || next.end - back.start > size)
      break
    from--
  }
  return from
}

/** The block whose headings describe the chunk: its first one that is no heading. */
function contentBlock(units: readonly Unit[], first: number, last: number): number {
  for (let at = first; at <= last; at++) {
    const unit = units[at] as Unit
    if (!unit.heading) return unit.block
  }
  return (units[last] as Unit).block
}

function toUnits(text: string, blocks: readonly Block[], language: string, size: number): Unit[] {
  const units: Unit[] = []
  for (const [at, block] of blocks.entries()) {
    const heading = block.kind === 'heading'
    for (const span of spansOf(text, block, language)) {
      for (const part of cutLong(text, span, size)) units.push({ ...part, block: at, heading })
    }
  }
  return units
}

function spansOf(text: string, block: Block, language: string): Span[] {
  const slice = text.slice(block.start, block.end)
  if (block.kind === 'heading') return [{ start: block.start, end: block.end }]
  const spans = block.kind === 'code' || block.kind === 'table' ? lines(slice) : splitSentences(slice, language)
  return spans.map(({ start, end }) => ({ start: block.start + start, end: block.start + end }))
}

function lines(text: string): Span[] {
  const spans: Span[] = []
  let start = 0
  for (const line of text.split('\n')) {
    const end = start + line.trimEnd().length
    if (line.trim() !== '') spans.push({ start, end })
    start += line.length + 1
  }
  return spans
}

/** A sentence longer than a chunk is cut at a space, or where there is none between two characters. */
function cutLong(text: string, span: Span, size: number): Span[] {
  if (span.end - span.start <= size) return [span]
  const parts: Span[] = []
  let start = span.start
  while (span.end - start > size) {
    const limit = start + size
    const window = text.slice(start + Math.floor(size / 2), limit)
    const space = Math.max(window.lastIndexOf(' '), window.lastIndexOf('\n'), window.lastIndexOf('\t'))
    let end = space < 0 ? limit : start + Math.floor(size / 2) + space
    // Never between the halves of a surrogate pair.
    if (isLowSurrogate(text.charCodeAt(end)) && isHighSurrogate(text.charCodeAt(end - 1))) end--
    const trimmed = start + text.slice(start, end).trimEnd().length
    if (trimmed > start) parts.push({ start, end: trimmed })
    start = end
    while (start < span.end && /\s/.test(text.charAt(start))) start++
  }
  if (span.end > start) parts.push({ start, end: span.end })
  return parts
}

const isLowSurrogate = (code: number) => code >= 0xdc00 && code <= 0xdfff
const isHighSurrogate = (code: number) => code >= 0xd800 && code <= 0xdbff

/** For each block the headings that it stands under. */
function headingPaths(text: string, blocks: readonly Block[]): string[][] {
  const path: { level: number; text: string }[] = []
  let current: string[] = []
  return blocks.map((block) => {
    if (block.kind !== 'heading') return current
    const level = block.level ?? 6
    while (path.length > 0 && (path.at(-1)?.level ?? 0) >= level) path.pop()
    const above = path.map((heading) => heading.text)
    path.push({
      level,
      text: text.slice(block.start, Math.min(block.end, block.start + HEADING_LENGTH)).toWellFormed(),
    })
    current = path.map((heading) => heading.text)
    return above
  })
}

/** Pages are in order; the last one that begins at or before the offset and holds it. */
function pageAt(pages: readonly PageSpan[], offset: number): number | null {
  let low = 0
  let high = pages.length - 1
  let found: number | null = null
  while (low <= high) {
    const middle = (low + high) >> 1
    const page = pages[middle] as PageSpan
    if (page.start <= offset) {
      found = page.page
      low = middle + 1
    } else high = middle - 1
  }
  return found
}
