import type { AnswerView, RunEvent, RunEventBody } from '@sarvanom/core/schemas'
import { describe, expect, it } from 'vitest'
import { afterClaim, shownDraft } from './claim-text.ts'
import { emptyRun, reduceRun } from './reduce-run.ts'

const citation = {
  n: 1,
  chunkId: 'c1',
  documentId: 'd1',
  title: 'Glass',
  page: 2,
  start: 10,
  end: 30,
  quote: 'bonds to bone',
}
const answer: AnswerView = {
  kind: 'extractive',
  partial: false,
  claims: [
    {
      n: 1,
      text: 'Glass bonds.',
      verdict: 'supported',
      confidence: 0.9,
      reason: 'Quoted word for word.',
      citations: [citation],
    },
  ],
  sources: [{ n: 1, documentId: 'd1', chunkId: 'c1', title: 'Glass', page: 2 }],
}
const hit = (chunkId: string) => ({
  documentId: 'd1',
  externalId: null,
  chunkId,
  title: 'Glass',
  text: 'Glass bonds to bone.',
  page: 2,
  start: 0,
  end: 20,
  score: 0.8,
  lanes: { keyword: 0.7 },
})
const bodies: RunEventBody[] = [
  { type: 'status', stage: 'plan', message: 'planning' },
  { type: 'plan', intent: 'fact', complexity: 'simple', domain: 'general', steps: [], queries: ['glass'] },
  { type: 'hits', hits: [hit('c1'), hit('c2')], lanes: { keyword: { status: 'ok', tookMs: 3 } } },
  { type: 'text', delta: 'Glass bo' },
  { type: 'text', delta: 'nds. [1] And' },
  { type: 'claim', n: 1, text: 'Glass bonds.' },
  { type: 'citation', claim: 1, ...citation },
  { type: 'verdict', claim: 1, verdict: 'supported', confidence: 0.9, reason: 'Quoted word for word.' },
  { type: 'usage', modelCalls: 1, inputTokens: 10, outputTokens: 5 },
  { type: 'done', answer },
]
const number = (list: RunEventBody[]): RunEvent[] =>
  list.map((body, index) => ({ seq: index + 1, at: '2026-01-01T00:00:00.000Z', ...body }))
const run = (events: RunEvent[]) => events.reduce(reduceRun, emptyRun)

describe('reduceRun', () => {
  it('ends at the answer the server stored', () => {
    const state = run(number(bodies))
    expect(state.phase).toBe('done')
    expect(state.claims).toEqual(answer.claims)
    expect(state.draft).toBe('')
    expect(state.usage).toEqual({ modelCalls: 1, inputTokens: 10, outputTokens: 5 })
  })

  it('gives the same picture when any prefix is replayed after a reconnect', () => {
    const events = number(bodies)
    const whole = run(events)
    for (let cut = 0; cut <= events.length; cut++)
      for (let from = 0; from <= cut; from++)
        expect(run([...events.slice(0, cut), ...events.slice(from)])).toEqual(whole)
  })

  it('keeps a claim without a verdict until the fact-checker has spoken', () => {
    const [claim] = run(number(bodies.slice(0, 7))).claims
    expect(claim).toMatchObject({ verdict: null, confidence: null, citations: [citation] })
  })

  it('moves a finished sentence out of the streamed text', () => {
    expect(run(number(bodies.slice(0, 5))).draft).toBe('Glass bonds. [1] And')
    expect(run(number(bodies.slice(0, 6))).draft).toBe('And')
  })

  it('discards text and claims when a step starts again, and keeps what was found', () => {
    const state = run(
      number([...bodies.slice(0, 8), { type: 'status', stage: 'synthesize', message: 'again', reset: true }]),
    )
    expect(state.claims).toEqual([])
    expect(state.draft).toBe('')
    expect(state.hits).toHaveLength(2)
  })

  it('shows a chunk once when two searches found it', () => {
    const state = run(number([...bodies.slice(0, 3), { type: 'hits', hits: [hit('c2'), hit('c3')], lanes: {} }]))
    expect(state.hits.map(({ chunkId }) => chunkId)).toEqual(['c1', 'c2', 'c3'])
  })

  it('sorts claims that arrive out of order and takes a citation only once', () => {
    const state = run(
      number([
        { type: 'claim', n: 2, text: 'Second.' },
        { type: 'claim', n: 1, text: 'First.' },
        { type: 'citation', claim: 1, ...citation },
        { type: 'citation', claim: 1, ...citation },
      ]),
    )
    expect(state.claims.map(({ text }) => text)).toEqual(['First.', 'Second.'])
    expect(state.claims[0]?.citations).toHaveLength(1)
  })

  it('keeps what was written when the run fails', () => {
    const state = run(
      number([...bodies.slice(0, 6), { type: 'failed', code: 'MODEL_TIMEOUT', message: 'too slow', retryable: true }]),
    )
    expect(state.phase).toBe('failed')
    expect(state.failure?.retryable).toBe(true)
    expect(state.claims).toHaveLength(1)
  })

  it('does not change its input', () => {
    const events = number(bodies)
    events.reduce((state, event) => {
      const before = structuredClone(state)
      const next = reduceRun(state, event)
      expect(state).toEqual(before)
      return next
    }, emptyRun)
  })
})

describe('streamed text', () => {
  it.each([
    ['Water boils. It cools.', 'Water boils.', 'It cools.'],
    ['Water  boils [1, 2] .\nIt cools.', 'Water boils.', 'It cools.'],
    ['Water boils[1]. [2] It', 'Water boils.', 'It'],
    ['Water boils.', 'Water boils.', ''],
    ['', 'Water boils.', ''],
    ['Water 𝄞 boils. Next', 'Water 𝄞 boils.', 'Next'],
  ])('%j without the claim %j leaves %j', (draft, claim, rest) => {
    expect(afterClaim(draft, claim)).toBe(rest)
  })

  it('never shows a sentence twice when the server tidied it', () => {
    expect(afterClaim('**Water** boils. It cools.', 'Water boils.')).not.toContain('Water')
  })

  it('hides citation markers, also half arrived ones', () => {
    expect(shownDraft('Water boils [1]. It cools [2, 3] down [1')).toBe('Water boils. It cools down')
  })
})
