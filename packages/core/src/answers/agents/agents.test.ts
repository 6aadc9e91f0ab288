import { describe, expect, it } from 'vitest'
import { cite } from './citer.ts'
import type { Passage } from './context.ts'
import type { CheckedClaim } from './fact-checker.ts'
import { withContext } from './planner.ts'
import { mergePassages } from './retriever.ts'
import { numberSources } from './sources.ts'

const passage = (chunkId: string, relevance = 0.5): Passage => ({
  chunkId,
  documentId: `doc-of-${chunkId}`,
  externalId: null,
  title: chunkId,
  text: `text of ${chunkId}`,
  page: 3,
  start: 100,
  end: 120,
  score: 1,
  lanes: {},
  language: 'en',
  relevance,
})
const span = { start: 100, end: 110, quote: 'text of a' }
const checked = (overrides: Partial<CheckedClaim>): CheckedClaim => ({
  n: 1,
  text: 'A claim.',
  citations: [],
  verdict: 'supported',
  confidence: 0.8,
  reason: 'r',
  evidence: [],
  ...overrides,
})

describe('the planner', () => {
  it('searches a follow-up that cannot stand alone together with the question before it', () => {
    expect(withContext('When was it first made?', 'What is bioglass?')).toBe(
      'What is bioglass? When was it first made?',
    )
    expect(withContext('And in Germany?', 'Who pays for ambulances in France?')).toContain('France')
  })

  it('leaves a question alone that stands alone', () => {
    const question = 'Which metals did the builders of the Antikythera mechanism use?'
    expect(withContext(question, 'What causes tides?')).toBe(question)
    expect(withContext(question, undefined)).toBe(question)
  })
})

describe('the retriever', () => {
  it('takes the lists of the searches in turn, none twice, up to the limit', () => {
    const lists = [
      ['a', 'b', 'c'],
      ['b', 'd'],
    ].map((ids) => ids.map((id) => passage(id)))
    expect(mergePassages(lists, 3).map((one) => one.chunkId)).toEqual(['a', 'b', 'd'])
  })

  it('keeps the higher relevance of a passage that two searches found', () => {
    expect(mergePassages([[passage('a', 0.2)], [passage('a', 0.9)]], 5).map((one) => one.relevance)).toEqual([0.9])
  })
})

describe('source numbers', () => {
  it('stay with their passage and go on in order of first use', () => {
    const numbering = numberSources()
    const numbers = ['a', 'b', 'a', 'c'].map((id) => numbering.cite(passage(id), span).n)
    expect(numbers).toEqual([1, 2, 1, 3])
    const later = numberSources(numbering.sources())
    expect(later.cite(passage('b'), span).n).toBe(2)
    expect(later.cite(passage('z'), span).n).toBe(4)
  })
})

describe('the citer', () => {
  it('adds the passage that decides a claim where none was named, under a new number', () => {
    const cited = numberSources().cite(passage('a'), span)
    const claims = [
      checked({ n: 1, citations: [cited], evidence: [{ chunkId: 'a', ...span }] }),
      checked({ n: 2, evidence: [{ chunkId: 'b', ...span }] }),
    ]
    const { answer, added } = cite('generated', claims, [passage('a'), passage('b')], false)
    expect(answer.claims.map((claim) => claim.citations.map((one) => one.n))).toEqual([[1], [2]])
    expect(added).toEqual([expect.objectContaining({ claim: 2, n: 2, chunkId: 'b' })])
    expect(answer.sources.map((source) => source.n)).toEqual([1, 2])
  })

  it('never calls a claim supported that nothing can be opened for', () => {
    const { answer } = cite('generated', [checked({})], [], false)
    expect(answer.claims[0]).toMatchObject({ verdict: 'not_found', citations: [] })
  })
})
