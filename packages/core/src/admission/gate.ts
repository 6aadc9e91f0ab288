export interface GateLimits {
  /** Inside at once. */
  active: number
  /** Of one actor inside at once. */
  activeEach: number
  /** Waiting at once. */
  waiting: number
  /** Of one actor waiting at once. */
  waitingEach: number
  /** Nobody waits for longer. */
  deadlineMs: number
}

/** Why somebody was not let in: their own queue is full, everybody's is, or their turn did not come in time. */
export type Refusal = 'own' | 'full' | 'late'

export class Refused extends Error {
  override readonly name = 'Refused'
  readonly why: Refusal
  constructor(why: Refusal) {
    super(why)
    this.why = why
  }
}

export interface Gate {
  /** @returns what to call on leaving. @throws Refused, or the reason of the signal */
  enter(actor: string, signal?: AbortSignal): Promise<() => void>
  count(): { active: number; waiting: number }
}

interface Waiter {
  admit(): void
}

interface Party {
  active: number
  queue: Waiter[]
}

/**
 * Lets so many in at once and lets others wait, a bounded number and for a bounded time. Actors take turns, so that one who
 * sends hundreds of requests waits for their own, and others hardly for them.
 */
export function openGate(limits: GateLimits): Gate {
  const parties = new Map<string, Party>()
  /** Who has somebody waiting, in the order of their next turn. */
  const turns: string[] = []
  let active = 0
  let waiting = 0

  const partyOf = (actor: string): Party => {
    const known = parties.get(actor) ?? { active: 0, queue: [] }
    parties.set(actor, known)
    return known
  }
  const forget = (actor: string, { active: inside, queue }: Party) => {
    if (inside === 0 && queue.length === 0) parties.delete(actor)
  }

  function admit(actor: string): () => void {
    const party = partyOf(actor)
    party.active++
    active++
    let left = false
    return () => {
      if (left) return
      left = true
      party.active--
      active--
      forget(actor, party)
      next()
    }
  }

  function next(): void {
    while (active < limits.active) {
      const at = turns.findIndex((name) => partyOf(name).active < limits.activeEach)
      const [actor] = at === -1 ? [] : turns.splice(at, 1)
      if (actor === undefined) return
      const { queue } = partyOf(actor)
      const waiter = queue.shift()
      if (queue.length > 0) turns.push(actor)
      waiter?.admit()
    }
  }

  function leaveQueue(actor: string, waiter: Waiter): void {
    const party = partyOf(actor)
    const at = party.queue.indexOf(waiter)
    if (at === -1) return
    party.queue.splice(at, 1)
    waiting--
    if (party.queue.length === 0) turns.splice(turns.indexOf(actor), 1)
    forget(actor, party)
  }

  function wait(actor: string, signal: AbortSignal | undefined): Promise<() => void> {
    const { promise, resolve, reject } = Promise.withResolvers<() => void>()
    const settle = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    }
    const waiter: Waiter = {
      admit() {
        settle()
        waiting--
        resolve(admit(actor))
      },
    }
    const leave = (reason: unknown) => {
      settle()
      leaveQueue(actor, waiter)
      reject(reason)
    }
    const abort = () => leave(signal?.reason)
    const timer = setTimeout(() => leave(new Refused('late')), limits.deadlineMs)
    signal?.addEventListener('abort', abort)
    const { queue } = partyOf(actor)
    queue.push(waiter)
    if (queue.length === 1) turns.push(actor)
    waiting++
    return promise
  }

  return {
    count: () => ({ active, waiting }),
    async enter(actor, signal) {
      signal?.throwIfAborted()
      const party = partyOf(actor)
      if (active < limits.active && party.active < limits.activeEach && party.queue.length === 0) return admit(actor)
      if (party.queue.length >= limits.waitingEach) throw new Refused('own')
      if (waiting >= limits.waiting) {
        forget(actor, party)
        throw new Refused('full')
      }
      return await wait(actor, signal)
    },
  }
}
