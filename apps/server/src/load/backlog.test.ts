import { describe, expect, it } from 'vitest'
import { type Backlog, openBacklog } from './backlog.ts'

type Leave = () => void

/** So many requests of one actor; what is refused is left out. */
function send(backlog: Backlog, count: number, actor = 'ada'): Leave[] {
  const entered = Array.from({ length: count }, () => backlog.enter(['search'], actor))
  return entered.filter((leave) => leave !== undefined)
}

/** Answers so many within a second, and looks. */
function answer(backlog: Backlog, waiting: Leave[], count: number): boolean {
  for (const leave of waiting.splice(0, count)) leave()
  return backlog.look(1)
}

/** A server that is known to answer so many in a second, with what is still in flight. */
function busy(perSecond: number, inFlight: number, actor = 'ada') {
  const backlog = openBacklog()
  const waiting = send(backlog, inFlight + perSecond, actor)
  answer(backlog, waiting, 0)
  answer(backlog, waiting, perSecond)
  return { backlog, waiting }
}

describe('a backlog', () => {
  it('has no limit before it is known how quickly it is worked off: a burst is no overload', () => {
    const backlog = openBacklog()
    const waiting = send(backlog, 3000)
    expect(waiting).toHaveLength(3000)
    expect(answer(backlog, waiting, 200)).toBe(false)
  })

  it('is as long as what is answered in two seconds; what comes then is refused until there is room', () => {
    const { backlog, waiting } = busy(200, 500)
    expect(send(backlog, 10)).toEqual([])
    for (const leave of waiting.splice(0, 101)) leave()
    expect(send(backlog, 10)).toHaveLength(1)
  })

  it('is never held to less than 256', () => {
    const { backlog } = busy(3, 200)
    expect(send(backlog, 100)).toHaveLength(56)
  })

  it('has no limit any more once the crowd is gone, and it is told for a while that some were refused', () => {
    const { backlog, waiting } = busy(200, 400)
    expect(send(backlog, 1)).toEqual([])
    expect(answer(backlog, waiting, 399)).toBe(true)
    expect(answer(backlog, waiting, 0)).toBe(true)
    expect(send(backlog, 3000)).toHaveLength(3000)
    const told = Array.from({ length: 10 }, () => answer(backlog, waiting, 1000))
    expect(told).toEqual([...Array(8).fill(true), false, false])
  })

  it('lets those in who have less than their share in it, up to four times its length', () => {
    const { backlog } = busy(200, 400)
    expect(send(backlog, 10)).toEqual([])
    // Two share 400 then: one who has none gets 200.
    expect(send(backlog, 300, 'grace')).toHaveLength(200)
    const crowd = Array.from({ length: 3000 }, (_, n) => send(backlog, 1, `somebody ${n}`)).flat()
    expect(crowd).toHaveLength(1000)
  })

  it('of one kind is no matter of another, nor of what takes long by its nature', () => {
    const { backlog } = busy(200, 400)
    expect(backlog.enter(['search'], 'ada')).toBeUndefined()
    for (const gate of ['request', 'ask', 'add', 'export', undefined] as const)
      expect(backlog.enter([gate], 'ada')).toBeTypeOf('function')
  })

  it('takes a batch for one request, whatever it begins with', () => {
    const { backlog } = busy(200, 400)
    expect(backlog.enter([undefined, 'add', 'search', 'request'], 'ada')).toBeUndefined()
    expect(backlog.enter([undefined, 'add'], 'ada')).toBeTypeOf('function')
    expect(backlog.enter([], 'ada')).toBeTypeOf('function')
  })

  it('of long work is not known at all', () => {
    const backlog = openBacklog()
    for (let n = 0; n < 500; n++) backlog.enter(['add'], 'ada')
    backlog.look(1)
    backlog.look(1)
    expect(backlog.enter(['add'], 'ada')).toBeTypeOf('function')
  })
})
