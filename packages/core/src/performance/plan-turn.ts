/** What plans were taken, in milliseconds of one clock. */
export interface PlanTurns {
  /** When each statement's was last asked for, by fingerprint. */
  asked: ReadonlyMap<string, number>
  lastAt: number
  /** Until then none is asked for: the last one failed. */
  restUntil: number
}

/** The database's connections as the pool sees them. */
export interface PoolState {
  busy: number
  max: number
  waiting: number
}

export const noPlans: PlanTurns = { asked: new Map(), lastAt: Number.NEGATIVE_INFINITY, restUntil: 0 }

const everyMs = 5_000
const againMs = 3_600_000
const restMs = 60_000

/**
 * Whether a plan may be asked for now: one in some seconds, one an hour for each statement, none while connections are
 * short or after one that failed. A plan is worth less than what the database is there for.
 */
export function takeTurn(
  turns: PlanTurns,
  fingerprint: string,
  pool: PoolState,
  now: number,
): { granted: boolean; turns: PlanTurns } {
  const refused = { granted: false, turns }
  if (now < turns.restUntil || now - turns.lastAt < everyMs) return refused
  if (pool.waiting > 0 || pool.busy >= pool.max - 1) return refused
  const before = turns.asked.get(fingerprint)
  if (before !== undefined && now - before < againMs) return refused
  const recent = [...turns.asked].filter(([, at]) => now - at < againMs)
  return { granted: true, turns: { ...turns, asked: new Map([...recent, [fingerprint, now]]), lastAt: now } }
}

/** After a plan that could not be had: the database is left alone for a while. */
export const restAfterFailure = (turns: PlanTurns, now: number): PlanTurns => ({ ...turns, restUntil: now + restMs })
