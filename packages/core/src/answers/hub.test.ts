import { describe, expect, it } from 'vitest'
import { createHub } from './hub.ts'
import type { RunEvent } from './schema.ts'

const event = (seq: number): RunEvent => ({ seq, at: '2026-01-01T00:00:00.000Z', type: 'text', delta: `${seq}` })
const never = new AbortController().signal

describe('the hub', () => {
  it('hands out the events after a number as long as it holds them without a gap', () => {
    const hub = createHub()
    hub.open('run')
    hub.publish('run', [event(4), event(5), event(6)])
    expect(hub.after('run', 4)?.map((one) => one.seq)).toEqual([5, 6])
    expect(hub.after('run', 6)).toEqual([])
    expect(hub.after('run', 2)).toBeUndefined()
  })

  it('wakes watchers at events, at the end, and when they give up', async () => {
    const hub = createHub()
    hub.open('run')
    const woken = hub.changed('run', 60_000, never)
    hub.publish('run', [event(1)])
    await woken
    const ended = hub.changed('run', 60_000, never)
    hub.close('run')
    await ended
    const gone = new AbortController()
    const left = hub.changed('run', 60_000, gone.signal)
    gone.abort()
    await left
  })

  it('forgets a run that nobody works on or watches', async () => {
    const hub = createHub()
    hub.open('run')
    hub.publish('run', [event(1)])
    hub.close('run')
    expect(hub.isOpen('run')).toBe(false)
    expect(hub.after('run', 0)).toBeUndefined()
  })
})
