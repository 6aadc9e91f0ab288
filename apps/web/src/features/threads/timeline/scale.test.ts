import { describe, expect, it } from 'vitest'
import { barOf, depthOf, lengthOf } from './scale.ts'
import type { TimelineSpan } from './types.ts'

const span = (overrides: Partial<TimelineSpan>): TimelineSpan => ({
  id: 'plan',
  name: 'plan',
  parent: null,
  startMs: 0,
  durationMs: 100,
  state: 'done',
  ...overrides,
})

describe('a bar of the timeline', () => {
  it('lies where its time does', () => {
    expect(barOf(span({ startMs: 250, durationMs: 500 }), 1000)).toEqual({ left: 25, width: 50, first: null })
  })

  it('of what is under way reaches to the end', () => {
    expect(barOf(span({ startMs: 250, durationMs: null }), 1000)).toEqual({ left: 25, width: 75, first: null })
  })

  it('never leaves the drawing', () => {
    expect(barOf(span({ startMs: 900, durationMs: 500 }), 1000)).toEqual({ left: 90, width: 10, first: null })
  })

  it('says where within a call the first token came', () => {
    expect(barOf(span({ durationMs: 400, firstMs: 100 }), 1000).first).toBe(25)
    expect(barOf(span({ durationMs: 0, firstMs: 0 }), 1000).first).toBeNull()
  })
})

it('the length is that of the run, and of what is known while it is under way', () => {
  expect(lengthOf({ totalMs: 900, spans: [span({})] })).toBe(900)
  expect(lengthOf({ totalMs: null, spans: [span({ startMs: 50, durationMs: 70 })] })).toBe(120)
  expect(lengthOf({ totalMs: null, spans: [] })).toBe(1)
})

it('a part of a part lies two deep', () => {
  const spans = [
    span({ id: 'retrieve' }),
    span({ id: 'retrieve.1', parent: 'retrieve' }),
    span({ id: 'retrieve.1.keyword', parent: 'retrieve.1' }),
  ]
  expect(spans.map((one) => depthOf(one, spans))).toEqual([0, 1, 2])
})
