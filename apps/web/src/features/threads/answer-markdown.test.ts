import { expect, it } from 'vitest'
import { answerMarkdown } from './answer-markdown.ts'

const words = {
  contradicted: 'contradicted',
  not_found: 'not found',
  sources: 'Sources',
  page: (page: number) => `page ${page}`,
}
const citation = (n: number, page: number | null) => ({
  n,
  chunkId: `c${n}`,
  documentId: `d/${n}`,
  title: n === 1 ? 'A [strange] *title*' : 'Notes',
  page,
  start: 5,
  end: 9,
  quote: 'x',
})
const claim = { confidence: 0.9, reason: '' }

it('copies an answer with its citations, its doubts and links to the passages', () => {
  const text = answerMarkdown(
    'How deep?',
    [
      {
        ...claim,
        n: 1,
        text: 'Very deep.',
        verdict: 'supported',
        citations: [citation(2, null), citation(1, 3), citation(1, 3)],
      },
      { ...claim, n: 2, text: 'Or not.', verdict: 'contradicted', citations: [] },
      { ...claim, n: 3, text: '', verdict: 'supported', citations: [], withheld: true },
    ],
    'https://desk.example',
    words,
  )
  expect(text).toBe(
    [
      '**How deep?**',
      'Very deep. [2][1]',
      'Or not. *(contradicted)*',
      'Sources:',
      '1. [A \\[strange\\] \\*title\\*](https://desk.example/documents/d%2F1?start=5&end=9), page 3\n2. [Notes](https://desk.example/documents/d%2F2?start=5&end=9)\n',
    ].join('\n\n'),
  )
})
