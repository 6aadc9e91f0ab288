import { hasPlan, type StatementFact } from '@sarvanom/db'
import type { Logger } from '../telemetry/index.ts'
import { noPlans, type PoolState, restAfterFailure, takeTurn } from './plan-turn.ts'
import type { Spot } from './spot-store.ts'
import { shownText, statementFingerprint } from './statement-text.ts'

interface WatchOptions {
  thresholdMs: number
  /** Undefined until there is a database to ask. */
  database():
    | { pool: PoolState; explain(statement: { text: string; actor: string | undefined }): Promise<string> }
    | undefined
  found(spot: Spot): void
  log: Logger
  clock: () => Date
}

/** What stores the findings would otherwise find itself when the database is slow. */
const isOwn = (text: string) => text.includes('slow_spots')

/** Hears of every statement; of those that are slow, keeps the text and, now and then, asks for the plan. */
export function watchStatements({ thresholdMs, database, found, log, clock }: WatchOptions) {
  let turns = noPlans

  async function plan(spot: Spot, { text, actor }: StatementFact, ask: NonNullable<ReturnType<typeof database>>) {
    try {
      const detail = await ask.explain({ text, actor })
      found({ ...spot, detail, detailAt: clock(), count: 0, totalMs: 0 })
    } catch (error) {
      turns = restAfterFailure(turns, clock().getTime())
      // The message of PostgreSQL may quote the statement; the code says enough.
      log.debug(
        { statement: spot.fingerprint, code: (error as { code?: unknown }).code },
        'no plan for a slow statement',
      )
    }
  }

  return (fact: StatementFact): void => {
    if (fact.ms < thresholdMs || !hasPlan(fact.text) || isOwn(fact.text)) return
    const at = clock()
    const text = shownText(fact.text)
    const fingerprint = statementFingerprint(text)
    const spot: Spot = {
      kind: 'statement',
      fingerprint,
      text,
      detail: undefined,
      detailAt: undefined,
      count: 1,
      totalMs: fact.ms,
      worstMs: fact.ms,
      worstAt: at,
      firstAt: at,
      lastAt: at,
    }
    found(spot)
    const ask = fact.failed ? undefined : database()
    if (!ask) return
    const turn = takeTurn(turns, fingerprint, ask.pool, at.getTime())
    turns = turn.turns
    if (!turn.granted) return
    log.warn({ ms: Math.round(fact.ms), statement: fingerprint }, 'slow statement')
    void plan(spot, fact, ask)
  }
}
