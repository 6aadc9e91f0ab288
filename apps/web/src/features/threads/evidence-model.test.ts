import { describe, expect, it } from 'vitest'
import { passagesOf } from './evidence-model.ts'

const hit = (chunkId: string, keyword: number, text = 'Seals dive deep. They rest.') => ({
  documentId: 'd1',
  externalId: null,
  chunkId,
  title: 'Seals',
  text,
  page: 1,
  start: 100,
  end: 100 + text.length,
  score: keyword,
  lanes: { keyword },
})
const citation = (n: number, chunkId: string, start: number, end: number) => ({
  n,
  chunkId,
  documentId: 'd1',
  title: 'Seals',
  page: 1,
  start,
  end,
  quote: 'dive deep',
})
const claim = (n: number, citations: ReturnType<typeof citation>[]) => ({
  n,
  text: 'x',
  verdict: 'supported' as const,
  confidence: 1,
  reason: '',
  citations,
})

describe('passagesOf', () => {
  it('places each quote inside its passage', () => {
    const { cited, others } = passagesOf([claim(1, [citation(1, 'c1', 106, 115)])], [hit('c1', 2), hit('c2', 4)])
    expect(cited).toHaveLength(1)
    const [passage] = cited
    expect(passage?.text.slice(passage.spans[0]?.start, passage.spans[0]?.end)).toBe('dive deep')
    expect(passage?.lanes).toEqual([{ lane: 'keyword', share: 0.5 }])
    expect(others.map(({ chunkId }) => chunkId)).toEqual(['c2'])
  })

  it('shows the quote alone when the passage is not known', () => {
    const [passage] = passagesOf([claim(1, [citation(3, 'gone', 500, 509)])], []).cited
    expect(passage).toMatchObject({ n: 3, text: 'dive deep', spans: [{ claim: 1, start: 0, end: 9 }], lanes: [] })
  })

  it('gathers the claims that cite one source, in order of its number', () => {
    const { cited } = passagesOf(
      [claim(1, [citation(2, 'c2', 106, 115)]), claim(2, [citation(1, 'c1', 106, 115), citation(2, 'c2', 117, 121)])],
      [hit('c1', 1), hit('c2', 1)],
    )
    expect(cited.map(({ n, spans }) => [n, spans.map((span) => span.claim)])).toEqual([
      [1, [2]],
      [2, [1, 2]],
    ])
  })
})
