import { describe, expect, it } from 'vitest'
import {
  apart,
  beginWork,
  currentPosition,
  currentTraceparent,
  currentWork,
  iterateHere,
  noteActor,
  openPseudonyms,
  parentOf,
  readTraceparent,
  SpanKind,
} from '../index.ts'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const header = `00-${traceId}-00f067aa0ba902b7-01`
const request = { name: 'GET', kind: SpanKind.SERVER, ids: { requestId: 'r1' } }

describe('work, without anybody who records spans', () => {
  it('has a trace id of its own, or that of its parent', () => {
    expect(currentWork()).toBeUndefined()
    expect(currentTraceparent()).toBeUndefined()
    const own = beginWork(request, (work) => {
      expect(currentPosition()).toEqual({ traceId: work.traceId, spanId: null })
      expect(currentTraceparent()).toMatch(new RegExp(`^00-${work.traceId}-[\\da-f]{16}-00$`))
      return work.traceId
    })
    expect(own).toMatch(/^[\da-f]{32}$/)
    expect(beginWork(request, ({ traceId }) => traceId)).not.toBe(own)
    expect(beginWork({ ...request, parent: readTraceparent(header) }, (work) => work.traceId)).toBe(traceId)
    expect(beginWork({ ...request, parent: parentOf({ traceId, spanId: null }) }, (work) => work.traceId)).toBe(traceId)
  })

  it('is known wherever it goes on, with who it is for once that is known, and nowhere else', async () => {
    await beginWork(request, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1))
      noteActor('abc')
      expect(currentWork()).toMatchObject({ requestId: 'r1', actor: 'abc' })
      expect(apart(() => currentWork())).toBeUndefined()
      beginWork({ name: 'run', kind: SpanKind.CONSUMER, ids: { runId: 'run1' } }, (work) => {
        expect(currentWork()).toEqual({ traceId: work.traceId, runId: 'run1' })
      })
    })
    expect(currentWork()).toBeUndefined()
  })

  it('goes on in what is read out of it later', async () => {
    async function* names() {
      try {
        yield currentWork()?.requestId
        yield currentWork()?.requestId
      } finally {
        ended.push(currentWork()?.requestId)
      }
    }
    const ended: unknown[] = []
    const items = beginWork(request, () => iterateHere(names()))
    for await (const name of items) {
      expect(name).toBe('r1')
      break
    }
    expect(ended).toEqual(['r1'])
  })
})

it.each([
  undefined,
  '',
  'nonsense',
  header.toUpperCase(),
  `${header}-more`,
  `${header}, ${header}`,
  `ff${header.slice(2)}`,
  `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
  `00-${traceId}-${'0'.repeat(16)}-01`,
])('a traceparent that W3C forbids is none: %s', (given) => {
  expect(readTraceparent(given)).toBeUndefined()
})

it('a traceparent of a later version is read as far as it is known', () => {
  expect(readTraceparent(`01${header.slice(2)}-more`)).toMatchObject({ traceId, traceFlags: 1, isRemote: true })
})

it('a pseudonym is the same for the same user and key, and tells nothing of either', () => {
  const name = openPseudonyms(Buffer.from('key'))
  expect(name('user-1')).toBe('8a32e6807494')
  expect(name('user-2')).not.toBe(name('user-1'))
  expect(openPseudonyms(Buffer.from('other'))('user-1')).not.toBe(name('user-1'))
})
