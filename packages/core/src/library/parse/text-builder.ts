import type { Block, BlockKind, PageSpan } from './types.ts'
import { ParseFailure } from './types.ts'

/** More than this is a data dump rather than a document; it would also be slow to open in the reader. */
export const MAX_TEXT = 10_000_000

/** Collects blocks into one text and records where each of them, and each page, lies in it. */
export interface TextBuilder {
  /** Appends a block; blank ones are left out. */
  add(kind: BlockKind, text: string, level?: number): void
  /** Continues the last block on the next page, as a sentence that runs over the page break does. */
  continue(text: string, separator: string): void
  /** What follows is on this page. */
  page(number: number): void
  last(): { kind: BlockKind; text: string } | undefined
  finish(): { text: string; blocks: Block[]; pages: PageSpan[] }
}

export function textBuilder(): TextBuilder {
  const parts: string[] = []
  const blocks: Block[] = []
  const pages: PageSpan[] = []
  let length = 0
  let lastText = ''

  const append = (text: string) => {
    parts.push(text)
    length += text.length
    if (length > MAX_TEXT)
      throw new ParseFailure('TOO_LARGE', `the text is longer than ${MAX_TEXT / 1e6} million characters`)
  }
  const startPage = () => {
    const page = pages.at(-1)
    if (page && page.start < 0) page.start = length
  }

  return {
    add(kind, raw, level) {
      const text = tidy(raw, kind)
      if (text === '') return
      if (length > 0) append('\n\n')
      startPage()
      const start = length
      append(text)
      lastText = text
      blocks.push(level === undefined ? { kind, start, end: length } : { kind, level, start, end: length })
    },
    continue(raw, separator) {
      const last = blocks.at(-1)
      const text = tidy(raw, 'paragraph')
      if (!last || text === '') return
      append(separator)
      startPage()
      append(text)
      lastText = text
      last.end = length
    },
    page(number) {
      closePage(pages, length)
      pages.push({ page: number, start: -1, end: -1 })
    },
    last() {
      const block = blocks.at(-1)
      return block && { kind: block.kind, text: lastText }
    },
    finish() {
      closePage(pages, length)
      return { text: parts.join(''), blocks, pages }
    },
  }
}

/** A page without text is an empty span where it would be. */
function closePage(pages: PageSpan[], length: number): void {
  const page = pages.at(-1)
  if (!page) return
  if (page.start < 0) page.start = length
  page.end = length
}

const tidy = (text: string, kind: BlockKind): string => {
  const lines = text.normalize('NFC').replace(/\r\n?/g, '\n')
  if (kind === 'code') return lines.replace(/^(?:[ \t]*\n)+|\s+$/g, '')
  return lines
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim()
}
