import { describe, expect, it, vi } from 'vitest'
import { type GateLimits, openGate, Refused } from './gate.ts'

const limits: GateLimits = { active: 2, activeEach: 2, waiting: 6, waitingEach: 4, deadlineMs: 1000 }

/** Whoever is let in is noted, in order. */
function crowdAt(given: Partial<GateLimits> = {}) {
  const gate = openGate({ ...limits, ...given })
  const inside: string[] = []
  const leave: (() => void)[] = []
  const come = async (actor: string, signal?: AbortSignal) => {
    leave.push(await gate.enter(actor, signal))
    inside.push(actor)
  }
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  return { gate, inside, leave, come, settled }
}

const refused = (why: string) => expect.objectContaining({ why })

describe('a gate', () => {
  it('lets in as many as there is room for, and the next when one leaves', async () => {
    const { gate, inside, leave, come, settled } = crowdAt()
    for (const actor of ['a', 'b', 'c']) void come(actor)
    await settled()
    expect(inside).toEqual(['a', 'b'])
    expect(gate.count()).toEqual({ active: 2, waiting: 1 })
    leave[0]?.()
    leave[0]?.()
    await settled()
    expect(inside).toEqual(['a', 'b', 'c'])
    expect(gate.count()).toEqual({ active: 2, waiting: 0 })
  })

  it('lets actors take turns, however many one of them sends', async () => {
    const { inside, leave, come, settled } = crowdAt({ active: 1 })
    for (const actor of ['a', 'a', 'a', 'a', 'b', 'c', 'b']) void come(actor)
    for (let n = 0; n < 7; n++) {
      await settled()
      leave[n]?.()
    }
    expect(inside).toEqual(['a', 'a', 'b', 'c', 'a', 'b', 'a'])
  })

  it('keeps room for others from one who may have only a part of it', async () => {
    const { inside, come, settled } = crowdAt({ active: 3, activeEach: 2 })
    for (const actor of ['a', 'a', 'a', 'b']) void come(actor)
    await settled()
    expect(inside).toEqual(['a', 'a', 'b'])
  })

  it('refuses one whose own queue is full, and lets others still wait', async () => {
    const { gate, come } = crowdAt({ active: 1 })
    const all = ['a', 'a', 'a', 'a', 'a'].map((actor) => come(actor))
    await expect(gate.enter('a')).rejects.toEqual(refused('own'))
    void come('b')
    expect(gate.count()).toEqual({ active: 1, waiting: 5 })
    expect(all).toHaveLength(5)
  })

  it('refuses everybody when too many wait', async () => {
    const { gate, come } = crowdAt({ active: 1 })
    for (const actor of ['a', 'a', 'a', 'a', 'b', 'b', 'b']) void come(actor)
    await expect(gate.enter('c')).rejects.toEqual(refused('full'))
  })

  it('lets nobody wait for longer than the deadline, and forgets who left', async () => {
    vi.useFakeTimers()
    const { gate, leave, come } = crowdAt({ active: 1 })
    void come('a')
    const late = expect(gate.enter('b')).rejects.toBeInstanceOf(Refused)
    await vi.advanceTimersByTimeAsync(1000)
    await late
    expect(gate.count()).toEqual({ active: 1, waiting: 0 })
    leave[0]?.()
    expect(gate.count()).toEqual({ active: 0, waiting: 0 })
    vi.useRealTimers()
  })

  it('forgets a client that went away while it waited', async () => {
    const { gate, inside, leave, come, settled } = crowdAt({ active: 1 })
    const client = new AbortController()
    void come('a')
    const gone = expect(gate.enter('b', client.signal)).rejects.toThrow('gone')
    void come('c')
    client.abort(new Error('gone'))
    await gone
    leave[0]?.()
    await settled()
    expect(inside).toEqual(['a', 'c'])
  })

  it('never has more inside than it may, and ends empty, in any order of coming and going', async () => {
    const { gate, leave, come, settled } = crowdAt({ active: 3, activeEach: 2, waiting: 50, waitingEach: 20 })
    let most = 0
    for (let n = 0; n < 400; n++) {
      come(`actor ${(n * 7) % 5}`).catch(() => {})
      await settled()
      most = Math.max(most, gate.count().active)
      if (n % 3 !== 0) leave.splice((n * 11) % Math.max(1, leave.length), 1)[0]?.()
    }
    while (leave.length > 0) {
      leave.pop()?.()
      await settled()
    }
    expect(most).toBe(3)
    expect(gate.count()).toEqual({ active: 0, waiting: 0 })
  })
})
