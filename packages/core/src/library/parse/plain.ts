import type { Block } from './types.ts'

const LIST_LINE = /^\s*(?:[-*+•◦▪]|\d{1,3}[.)])\s+\S/

/**
 * The structure of plain text, without changing the text: blocks are what blank lines separate, so that offsets into
 * the stored text are offsets into what was added.
 */
export function plainBlocks(text: string): Block[] {
  const blocks: Block[] = []
  let at = 0
  while (at < text.length) {
    const next = nextBlank(text, at)
    const start = skipSpace(text, at, next.start)
    const end = trimEnd(text, start, next.start)
    if (end > start)
      blocks.push({
        kind: LIST_LINE.test(text.slice(start, Math.min(end, start + 80))) ? 'list' : 'paragraph',
        start,
        end,
      })
    at = next.end
  }
  return blocks
}

/** The next run of two or more line ends, blank lines included. */
function nextBlank(text: string, from: number): { start: number; end: number } {
  let at = text.indexOf('\n', from)
  while (at >= 0) {
    let end = at + 1
    let lineEnds = 1
    let look = end
    while (look < text.length) {
      const code = text.charCodeAt(look)
      if (code === 10) {
        lineEnds++
        end = look + 1
      } else if (code === 12) {
        lineEnds++
        end = look + 1
      } else if (code !== 32 && code !== 9 && code !== 13 && code !== 0xa0) break
      look++
    }
    if (lineEnds > 1) return { start: at, end }
    at = text.indexOf('\n', Math.max(end, look))
  }
  return { start: text.length, end: text.length }
}

function skipSpace(text: string, from: number, to: number): number {
  let at = from
  while (at < to && /\s/.test(text.charAt(at))) at++
  return at
}

function trimEnd(text: string, from: number, to: number): number {
  let at = to
  while (at > from && /\s/.test(text.charAt(at - 1))) at--
  return at
}
