import { describe, expect, it } from 'vitest'
import { excerpt, markSpans, tidySpans } from './passage.ts'

const joined = (pieces: { text: string }[]) => pieces.map(({ text }) => text).join('')

describe('marking passages', () => {
  it('joins back to the text whatever the spans are', () => {
    const text = 'Seals dive deep. 𝄞 They rest on sand.'
    for (let start = -3; start < text.length + 3; start += 2)
      for (let end = start - 2; end < text.length + 5; end += 3)
        expect(
          joined(
            markSpans(text, [
              { start, end },
              { start: 4, end: 9 },
            ]),
          ),
        ).toBe(text)
  })

  it('marks exactly the span', () => {
    expect(markSpans('Seals dive deep.', [{ start: 6, end: 10 }])).toEqual([
      { text: 'Seals ', marked: false },
      { text: 'dive', marked: true },
      { text: ' deep.', marked: false },
    ])
  })

  it('merges spans that overlap and drops those outside', () => {
    expect(
      tidySpans(
        [
          { start: 8, end: 12 },
          { start: 2, end: 9 },
          { start: 40, end: 50 },
          { start: 5, end: 5 },
        ],
        20,
      ),
    ).toEqual([{ start: 2, end: 12 }])
  })

  it('shows the surroundings of a span, cut between words', () => {
    const text = `${'before '.repeat(40)}the exact words${' after'.repeat(40)}`
    const start = text.indexOf('the exact')
    const shown = joined(excerpt(text, [{ start, end: start + 15 }], 50))
    expect(shown).toMatch(/^… before .*the exact words after.* after …$/)
    expect(shown.length).toBeLessThan(150)
  })

  it('shows a short passage whole', () => {
    expect(joined(excerpt('Short.', [{ start: 0, end: 5 }], 50))).toBe('Short.')
    expect(joined(excerpt('', [], 50))).toBe('')
  })

  it('never cuts a character in half', () => {
    const shown = joined(excerpt('😀'.repeat(300), [{ start: 300, end: 302 }], 51))
    expect(shown.isWellFormed()).toBe(true)
  })
})
