import { describe, expect, it } from 'vitest'
import { atEase, type LoadSample, type LoadState, nextLoad, refusalOf } from './decide-load.ts'

const limits = { rssBytes: 1000, heapBytes: 500 }
const calm: LoadSample = { delayMs: 5, utilization: 0.2, rssBytes: 300, heapBytes: 100 }
const after = (samples: Partial<LoadSample>[], from: LoadState = atEase) =>
  samples.reduce<LoadState>((state, sample) => nextLoad(state, { ...calm, ...sample }, limits), from)

describe('memory', () => {
  it('is out when nine tenths of the machine or of the heap are used, until a fifth is free again', () => {
    expect(after([{ rssBytes: 900 }]).memory).toBe(false)
    expect(after([{ rssBytes: 901 }]).memory).toBe(true)
    expect(after([{ heapBytes: 451 }]).memory).toBe(true)
    expect(after([{ heapBytes: 451 }, { heapBytes: 401 }]).memory).toBe(true)
    expect(after([{ heapBytes: 451 }, { heapBytes: 399 }]).memory).toBe(false)
  })

  it('that is out lets nothing new in', () => {
    expect(refusalOf({ memory: true, share: 0 }, 0, 1)).toBe('memory')
  })
})

describe('an event loop that is late', () => {
  const late = { delayMs: 500, utilization: 0.99 }

  it('refuses more and more while it is, never all, and less again when it is on time', () => {
    expect(after([late]).share).toBe(0.2)
    expect(after(Array(20).fill(late)).share).toBe(0.9)
    expect(after([late, late, { delayMs: 180 }]).share).toBe(0.4)
    expect(after([late, late, calm]).share).toBe(0.3)
    expect(after([late, ...Array(5).fill(calm)]).share).toBe(0)
  })

  it('is not taken for late when it only was not given the processor', () => {
    expect(after([{ delayMs: 900, utilization: 0.3 }]).share).toBe(0)
  })

  it('refuses its share evenly, and only from a crowd', () => {
    const state = { memory: false, share: 0.4 }
    const refused = (inFlight: number) => Array.from({ length: 100 }, (_, n) => refusalOf(state, inFlight, n))
    expect(refused(3).filter(Boolean)).toEqual([])
    const reasons = refused(40)
    expect(reasons.filter((reason) => reason === 'event_loop')).toHaveLength(40)
    expect(reasons.slice(0, 10).filter(Boolean)).toHaveLength(4)
  })
})

it('too many requests at once are refused whatever the load', () => {
  expect(refusalOf(atEase, 3999, 1)).toBeUndefined()
  expect(refusalOf(atEase, 4000, 1)).toBe('queue')
})
