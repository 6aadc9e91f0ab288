import type { GateName } from '@sarvanom/core'

/** Gates whose work is done in moments, so that a number of requests tells how long the last of them waits. */
const prompt: ReadonlySet<GateName> = new Set(['request', 'search', 'ask'])

/** Seconds: nobody new is let in where it would take longer until their turn. */
const patience = 2
/** Fewer in flight are not held to be a backlog, however slow they are. */
const crowd = 32
/** So many are always let in, on a slow machine too: a page or a program may well ask for a hundred things at once. */
const leastLimit = 256
/** Times the limit: even those who have nothing in flight are let in no further. A client may pretend to be many. */
const furthest = 4
/** It comes and goes while a crowd is there; the log tells it once. */
const looksUntilOver = 10

interface Line {
  inFlight: number
  /** Of each actor. */
  own: Map<string, number>
  /** Since the last look: the fewest in flight, and how many left. */
  lowest: number
  left: number
  /** How many leave in a second while there is a crowd; undefined while there is none. */
  rate: number | undefined
}

export interface Backlog {
  /**
   * @param gates of what is asked for, several in a batch: which is one request in the line of the first that has one
   * @param actor who sent it, as far as that can be told without asking the database
   * @returns what to call when the request is answered; undefined where it is refused
   */
  enter(gates: readonly (GateName | undefined)[], actor: string): (() => void) | undefined
  /**
   * To be called about twice a second.
   * @param seconds since the last call
   * @returns whether somebody was refused in this time or shortly before
   */
  look(seconds: number): boolean
}

/**
 * How many requests of a kind may be in flight: as many as were answered in the last moments, times the patience. What is
 * refused costs next to nothing and is known at once; what is let in is answered soon. Without it a server that gets five times
 * what it can do spends its time on requests that fail in the end.
 *
 * A burst is no overload: there is no limit until a crowd has been there from one look to the next. Beyond the limit, those who
 * have less in flight than their share are let in.
 */
export function openBacklog(): Backlog {
  const lines = new Map<GateName, Line>()
  /** Looks for which refusing still counts as going on. */
  let refusing = 0

  function lineOf(gate: GateName): Line {
    const known = lines.get(gate) ?? { inFlight: 0, own: new Map(), lowest: 0, left: 0, rate: undefined }
    lines.set(gate, known)
    return known
  }

  return {
    enter(gates, actor) {
      const gate = gates.find((one) => one !== undefined && prompt.has(one))
      if (gate === undefined) return () => {}
      const line = lineOf(gate)
      const own = line.own.get(actor) ?? 0
      if (isRefused(line, own)) {
        refusing = looksUntilOver
        return undefined
      }
      line.inFlight += 1
      line.own.set(actor, own + 1)
      return () => {
        line.inFlight -= 1
        line.left += 1
        line.lowest = Math.min(line.lowest, line.inFlight)
        const rest = (line.own.get(actor) ?? 1) - 1
        if (rest === 0) line.own.delete(actor)
        else line.own.set(actor, rest)
      }
    },
    look(seconds) {
      for (const line of lines.values()) {
        const rate = line.left / seconds
        if (line.lowest < crowd) line.rate = undefined
        else line.rate = line.rate === undefined ? rate : (line.rate + rate) / 2
        line.left = 0
        line.lowest = line.inFlight
      }
      if (refusing === 0) return false
      refusing -= 1
      return true
    },
  }
}

function isRefused({ inFlight, own: actors, rate }: Line, own: number): boolean {
  if (rate === undefined) return false
  const limit = Math.max(leastLimit, rate * patience)
  if (inFlight < limit) return false
  return own >= Math.max(1, Math.floor(limit / actors.size)) || inFlight >= limit * furthest
}
