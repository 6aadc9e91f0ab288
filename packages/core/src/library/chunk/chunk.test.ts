import { describe, expect, test } from 'vitest'
import { splitSentences } from '../../text/index.ts'
import { parseMarkdown } from '../parse/markdown.ts'
import { plainBlocks } from '../parse/plain.ts'
import { chunkDocument } from './index.ts'

const chunk = (text: string, size: number, overlap = 0) =>
  chunkDocument({ text, blocks: plainBlocks(text), pages: [], language: 'en' }, { size, overlap })
const textsOf = (text: string, size: number, overlap = 0) =>
  chunk(text, size, overlap).map(({ start, end }) => text.slice(start, end))

describe('chunkDocument', () => {
  test('a short text is one chunk', () => {
    expect(textsOf('  One sentence. Another one.\n', 100)).toEqual(['One sentence. Another one.'])
  })

  test('nothing has no chunk', () => {
    expect(chunk(' \n\n ', 100)).toEqual([])
  })

  test('sentences are never cut', () => {
    const text = 'The first sentence is here. The second follows it. A third one ends the text.'
    expect(textsOf(text, 55)).toEqual([
      'The first sentence is here. The second follows it.',
      'A third one ends the text.',
    ])
  })

  test('whole sentences are repeated as overlap', () => {
    const text = Array.from({ length: 9 }, (_, n) => `Sentence ${n} is here.`).join(' ')
    const chunks = textsOf(text, 90, 1)
    expect(chunks[0]).toMatch(/Sentence 3 is here\.$/)
    expect(chunks[1]).toMatch(/^Sentence 3 is here\. Sentence 4/)
  })

  test('a sentence longer than a chunk is cut at spaces, and nothing of it is lost', () => {
    const text = 'word '.repeat(100).trim()
    const parts = textsOf(text, 60)
    expect(parts.join(' ')).toBe(text)
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(60)
  })

  test('text without spaces is cut, but never inside a surrogate pair', () => {
    const text = `x${'😀'.repeat(100)}`
    const parts = textsOf(text, 11)
    expect(parts.join('')).toBe(text)
    expect(parts.every((part) => part.isWellFormed())).toBe(true)
  })

  test('a heading opens the chunk it introduces, and its path is kept', () => {
    const { text, blocks } = parseMarkdown(
      '# Tides\n\nThe sea rises and falls twice a day.\n\n## Spring tides\n\nThey are the highest of the month.\n',
    )
    const chunks = chunkDocument({ text, blocks, pages: [], language: 'en' }, { size: 60, overlap: 0 })
    expect(chunks.map(({ start, end, headings }) => [text.slice(start, end), headings])).toEqual([
      ['Tides\n\nThe sea rises and falls twice a day.', ['Tides']],
      ['Spring tides\n\nThey are the highest of the month.', ['Tides', 'Spring tides']],
    ])
  })

  test('a chunk knows the page on which it begins', () => {
    const text = 'On page one.\n\nOn page two.\n\nOn page four.'
    const pages = [
      { page: 1, start: 0, end: 12 },
      { page: 2, start: 14, end: 26 },
      { page: 3, start: 26, end: 26 },
      { page: 4, start: 28, end: 41 },
    ]
    const chunks = chunkDocument({ text, blocks: plainBlocks(text), pages, language: 'en' }, { size: 15, overlap: 0 })
    expect(chunks.map(({ page }) => page)).toEqual([1, 2, 4])
  })

  test('table rows and lines of code stay whole', () => {
    const { text, blocks } = parseMarkdown('| a. B | c |\n|---|---|\n| 1. X | 2 |\n| 3. Y | 4 |\n')
    const chunks = chunkDocument({ text, blocks, pages: [], language: 'en' }, { size: 14, overlap: 0 })
    expect(chunks.map(({ start, end }) => text.slice(start, end))).toEqual([
      '| a. B | c |',
      '| 1. X | 2 |',
      '| 3. Y | 4 |',
    ])
  })

  test('whatever the text: spans in order, nothing left out, no sentence cut that fits', () => {
    const pieces = [
      'A. ',
      'The wing was tested. ',
      '\n\n',
      'b',
      '漢字。',
      '- item\n',
      '😀',
      'x'.repeat(50),
      ' ',
      'Dr. No said so! ',
    ]
    let seed = 3
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648
      return Math.floor((seed / 2147483648) * below)
    }
    for (let round = 0; round < 500; round++) {
      const text = Array.from({ length: random(60) }, () => pieces[random(pieces.length)]).join('')
      const size = 20 + random(200)
      const overlap = random(3)
      let covered = 0
      let before = -1
      const chunks = chunk(text, size, overlap)
      for (const { start, end } of chunks) {
        expect(end - start).toBeLessThanOrEqual(size)
        expect(start).toBeGreaterThan(before)
        expect(text.slice(covered, start).trim()).toBe('')
        expect(text.slice(start, end).trim()).toBe(text.slice(start, end))
        expect(end).toBeGreaterThan(covered)
        before = start
        covered = end
      }
      expect(text.slice(covered).trim()).toBe('')
      const sentences = plainBlocks(text).flatMap((block) =>
        splitSentences(text.slice(block.start, block.end), 'en').map(
          (span) => [block.start + span.start, block.start + span.end] as const,
        ),
      )
      for (const [start, end] of sentences) {
        if (end - start <= size) expect(chunks.some((span) => span.start <= start && end <= span.end)).toBe(true)
      }
    }
  })
})
