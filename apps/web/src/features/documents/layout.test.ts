import { describe, expect, it } from 'vitest'
import { type Block, layoutWindow, longestPiece, windowSize, windowsOf } from './layout.ts'

const blocksOf = (text: string): Block[] => {
  const blocks: Block[] = []
  for (const match of text.matchAll(/\S(?:[^\n]|\n(?!\n))*/g))
    blocks.push({ kind: 'paragraph', start: match.index, end: match.index + match[0].length })
  return blocks
}

/** What the server sends for a window. */
const load = (text: string, blocks: Block[], start: number, end: number) => {
  const last = Math.min(text.length, end + longestPiece)
  return {
    start,
    text: text.slice(start, last),
    blocks: blocks.filter((block) => block.start < last && block.end > start),
  }
}

const pieces = (items: ReturnType<typeof layoutWindow>) =>
  items.flatMap((item) => (item.type === 'block' ? [item.pieces.map(({ text }) => text).join('')] : []))

describe('layoutWindow', () => {
  const paragraphs = Array.from({ length: 40 }, (_, n) => `${n} `.repeat(40 + n * 61).trim())
  const text = paragraphs.join('\n\n')
  const blocks = blocksOf(text)

  it('shows every character of every block exactly once over all windows', () => {
    expect(text.length).toBeGreaterThan(windowSize * 4)
    const shown = windowsOf(text.length).flatMap((one) =>
      pieces(layoutWindow(one, { ...load(text, blocks, one.start, one.end), pages: [] }, [])),
    )
    expect(shown.join('')).toBe(paragraphs.join(''))
  })

  it('cuts a paragraph without end into pieces it can draw', () => {
    const long = 'x'.repeat(windowSize * 3 + 17)
    const one: Block[] = [{ kind: 'paragraph', start: 0, end: long.length }]
    const shown = windowsOf(long.length).flatMap((part) =>
      pieces(layoutWindow(part, { ...load(long, one, part.start, part.end), pages: [] }, [])),
    )
    expect(shown.join('')).toBe(long)
    expect(Math.max(...shown.map((piece) => piece.length))).toBeLessThanOrEqual(longestPiece)
  })

  it('puts the separator where the page begins, also in the middle of a paragraph', () => {
    const items = layoutWindow(
      { start: 0, end: 20 },
      {
        start: 0,
        text: 'One sentence, two.',
        blocks: [{ kind: 'paragraph', start: 0, end: 18 }],
        pages: [
          { page: 1, start: 0, end: 13 },
          { page: 2, start: 13, end: 18 },
        ],
      },
      [],
    )
    expect(items.map((item) => (item.type === 'page' ? item.page : item.pieces[0]?.text))).toEqual([
      1,
      'One sentence,',
      2,
      ' two.',
    ])
  })

  it('marks the cited words', () => {
    const [item] = layoutWindow(
      { start: 100, end: 200 },
      { start: 100, text: 'Seals dive deep.', blocks: [{ kind: 'paragraph', start: 100, end: 116 }], pages: [] },
      [{ start: 106, end: 110 }],
    )
    expect(item).toMatchObject({ pieces: [{ text: 'Seals ' }, { text: 'dive', marked: true }, { text: ' deep.' }] })
  })

  it('shows each line of a list as an item of its own', () => {
    const text = '- Seals\n  - grey\n10. Whales'
    const items = layoutWindow(
      { start: 0, end: text.length },
      { start: 0, text, blocks: [{ kind: 'list', start: 0, end: text.length }], pages: [] },
      [{ start: 2, end: 7 }],
    )
    expect(pieces(items)).toEqual(['• Seals', '  • grey', '10. Whales'])
    expect(items[0]).toMatchObject({ pieces: [{ text: '• ' }, { text: 'Seals', marked: true }] })
  })

  it('has no window for an empty document', () => {
    expect(windowsOf(0)).toEqual([])
  })
})
