import { DomainError } from '../errors.ts'
import { openGate, Refused } from './gate.ts'
import { type GateName, gateLimits, streamLimits } from './limits.ts'

export interface Admission {
  /**
   * Waits for a turn at the gate. Whoever is let in must call what is returned.
   * @param actor the id of a user, or an address for who is not signed in
   * @throws DomainError TOO_MANY_REQUESTS where the actor's own requests fill their queue, SERVICE_UNAVAILABLE where
   *   everybody's do or the turn did not come in time
   */
  enter(gate: GateName, actor: string, signal?: AbortSignal): Promise<() => void>
  /** The same for a stream, which is refused at once where there are too many. */
  openStream(actor: string): () => void
  /** How many are at work and how many wait. */
  count(gate: GateName): { active: number; waiting: number }
}

const busy = () => new DomainError('SERVICE_UNAVAILABLE', 'The server is busy', { retryAfter: 2 })

const refusals = {
  own: () => new DomainError('TOO_MANY_REQUESTS', 'Too many of your requests are waiting already', { retryAfter: 2 }),
  full: busy,
  late: busy,
}

/** Bounds what goes on at once, by kind and by actor. @param refused is called for each refusal. */
export function openAdmission(refused: () => void = () => {}): Admission {
  const names = Object.keys(gateLimits) as GateName[]
  const gates = Object.fromEntries(names.map((name) => [name, openGate(gateLimits[name])] as const)) as Record<
    GateName,
    ReturnType<typeof openGate>
  >
  const streams = new Map<string, number>()
  let open = 0

  return {
    count: (gate) => gates[gate].count(),
    async enter(gate, actor, signal) {
      try {
        return await gates[gate].enter(actor, signal)
      } catch (error) {
        if (!(error instanceof Refused)) throw new DomainError('SERVICE_UNAVAILABLE', 'The client went away')
        refused()
        throw refusals[error.why]()
      }
    },
    openStream(actor) {
      const own = streams.get(actor) ?? 0
      if (own >= streamLimits.each || open >= streamLimits.all) {
        refused()
        if (own < streamLimits.each) throw busy()
        const message = `You have ${own} streams open already, which is as many as one account may have`
        throw new DomainError('TOO_MANY_REQUESTS', message, { retryAfter: 5 })
      }
      streams.set(actor, own + 1)
      open++
      let closed = false
      return () => {
        if (closed) return
        closed = true
        open--
        const left = (streams.get(actor) ?? 1) - 1
        if (left === 0) streams.delete(actor)
        else streams.set(actor, left)
      }
    },
  }
}
