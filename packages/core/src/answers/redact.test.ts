import { describe, expect, it } from 'vitest'
import { redactAnswer, redactEvents } from './redact.ts'
import type { AnswerView, CitationView, HitView, RunEventBody } from './schema.ts'

const citation = (documentId: string, quote: string): CitationView => ({
  n: 1,
  chunkId: `${documentId}-chunk`,
  documentId,
  title: `Title of ${documentId}`,
  page: null,
  start: 0,
  end: quote.length,
  quote,
})
const hit = (documentId: string): HitView => ({
  documentId,
  externalId: null,
  chunkId: `${documentId}-chunk`,
  title: `Title of ${documentId}`,
  text: `Text of ${documentId}`,
  page: null,
  start: 0,
  end: 10,
  score: 1,
  lanes: {},
})
const claim = (n: number, text: string, citations: CitationView[]) => ({
  n,
  text,
  verdict: 'supported' as const,
  confidence: 0.9,
  reason: `because of ${text}`,
  citations,
})
const answer: AnswerView = {
  kind: 'extractive',
  partial: false,
  claims: [
    claim(1, 'SECRET one', [citation('gone', 'SECRET one')]),
    claim(2, 'Open two', [citation('kept', 'Open two')]),
    claim(3, 'Both three', [citation('gone', 'SECRET three'), citation('kept', 'Both three')]),
  ],
  sources: [
    { n: 1, documentId: 'gone', chunkId: 'gone-chunk', title: 'SECRET title', page: null },
    { n: 2, documentId: 'kept', chunkId: 'kept-chunk', title: 'Open', page: null },
  ],
}
const hidden = new Set(['gone'])

describe('redacting an answer', () => {
  it('empties claims that rest on hidden documents alone and keeps the others', () => {
    const { claims, sources } = redactAnswer(answer, hidden)
    expect(claims.map((one) => [one.text, one.withheld ?? false, one.citations.length])).toEqual([
      ['', true, 0],
      ['Open two', false, 1],
      ['Both three', false, 1],
    ])
    expect(sources.map((source) => source.documentId)).toEqual(['kept'])
    expect(JSON.stringify(redactAnswer(answer, hidden))).not.toContain('SECRET')
  })
})

describe('redacting events', () => {
  const events: RunEventBody[] = [
    { type: 'status', stage: 'retrieve', message: 'Searching 1 collection' },
    { type: 'hits', hits: [{ ...hit('gone'), text: 'SECRET' }, hit('kept')], lanes: {} },
    { type: 'text', delta: 'SECRET one' },
    { type: 'claim', n: 1, text: 'SECRET one' },
    { type: 'claim', n: 2, text: 'Open two' },
    { type: 'citation', claim: 1, ...citation('gone', 'SECRET one') },
    { type: 'citation', claim: 2, ...citation('kept', 'Open two') },
    { type: 'verdict', claim: 1, verdict: 'supported', confidence: 1, reason: 'SECRET one' },
    { type: 'done', answer },
  ]

  it('leaves the same events in the same order without what hidden documents say', () => {
    const redacted = redactEvents(events, hidden)
    expect(redacted.map((event) => event.type)).toEqual(events.map((event) => event.type))
    expect(JSON.stringify(redacted)).not.toContain('SECRET')
    expect(JSON.stringify(redacted)).toContain('Open two')
  })

  it('changes nothing where nothing is hidden', () => {
    expect(redactEvents(events, new Set())).toEqual(events)
  })
})
