import { describe, expect, it } from 'vitest'
import { buildSpans, type RunRows } from './build-timeline.ts'

const time = (ms: number) => new Date(Date.UTC(2026, 0, 1) + ms)
const none: RunRows = {
  createdAt: time(0),
  startedAt: time(100),
  completedAt: time(1000),
  takenUpAt: [time(100)],
  steps: [],
  stages: [],
  signs: [],
}
const step = (name: string, from: number, to: number, spans: RunRows['steps'][number]['spans'] = []) => ({
  name,
  startedAt: time(from),
  completedAt: time(to),
  spans,
})
const drawn = (rows: Partial<RunRows>) =>
  buildSpans({ ...none, ...rows }).map(({ id, startMs, durationMs, state }) => [id, startMs, durationMs, state])

describe('the spans of a run', () => {
  it('are the wait, the steps and what is known of their parts, in order of time', () => {
    const retrieve = step('retrieve', 130, 300, [
      {
        name: 'search',
        startedAt: time(140).toISOString(),
        ms: 150,
        failed: false,
        lanes: [
          { lane: 'keyword', status: 'ok', startMs: 5, ms: 20 },
          { lane: 'vector', status: 'off', startMs: null, ms: 0 },
        ],
      },
    ])
    const synthesize = step('synthesize', 300, 900, [
      { name: 'model', startedAt: time(310).toISOString(), ms: 580, firstMs: 90 },
    ])
    expect(drawn({ steps: [synthesize, retrieve, step('plan', 110, 120)] })).toEqual([
      ['waiting', 0, 100, 'done'],
      ['preparing.1', 100, 10, 'done'],
      ['plan', 110, 10, 'done'],
      ['retrieve', 130, 170, 'done'],
      ['retrieve.1', 140, 150, 'done'],
      ['retrieve.1.keyword', 145, 20, 'done'],
      ['retrieve.1.vector', 140, 0, 'off'],
      ['synthesize', 300, 600, 'done'],
      ['synthesize.1', 310, 580, 'done'],
    ])
  })

  it('show a step that failed from its beginning to the end of the run', () => {
    const stages = [
      { stage: 'classify', at: time(111) },
      { stage: 'retrieve', at: time(131) },
    ] as const
    expect(drawn({ steps: [step('plan', 110, 120)], stages })).toEqual([
      ['waiting', 0, 100, 'done'],
      ['preparing.1', 100, 10, 'done'],
      ['plan', 110, 10, 'done'],
      ['retrieve.unfinished.1', 131, 869, 'failed'],
    ])
  })

  it('leave open what is under way', () => {
    const stages = [{ stage: 'retrieve', at: time(131) }] as const
    expect(drawn({ completedAt: null, stages }).at(-1)).toEqual(['retrieve.unfinished.1', 131, null, 'open'])
    expect(drawn({ completedAt: null, startedAt: null, takenUpAt: [] })).toEqual([['waiting', 0, null, 'open']])
  })

  it('tell from the last sign of life to the taking over that nobody worked, and what was cut', () => {
    const stages = [
      { stage: 'synthesize', at: time(200) },
      { stage: 'synthesize', at: time(705) },
    ] as const
    const rows = { takenUpAt: [time(100), time(700)], signs: [time(200), time(260), time(705)], stages }
    expect(drawn({ ...rows, steps: [step('synthesize', 702, 990)] })).toEqual([
      ['waiting', 0, 100, 'done'],
      ['preparing.1', 100, 100, 'done'],
      ['synthesize.unfinished.1', 200, 60, 'cut'],
      ['interrupted.1', 260, 440, 'done'],
      ['preparing.2', 700, 2, 'done'],
      ['synthesize', 702, 288, 'done'],
    ])
  })

  it('never begin before the asking, whatever the clocks said', () => {
    expect(drawn({ startedAt: time(-5), takenUpAt: [time(-5)], steps: [step('plan', -4, 3)] })).toEqual([
      ['waiting', 0, 0, 'done'],
      ['preparing.1', 0, 1, 'done'],
      ['plan', 0, 7, 'done'],
    ])
  })
})
