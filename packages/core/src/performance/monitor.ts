import { type Database, explain, type StatementFact } from '@sarvanom/db'
import type { Logger, Metrics } from '../telemetry/index.ts'
import type { Spot } from './spot-store.ts'
import { openSpots, type Spots } from './spots.ts'
import { ownFrame } from './stalls/frames.ts'
import { type Stall, watchStalls } from './stalls/watch-stalls.ts'
import { stackFingerprint } from './statement-text.ts'
import { watchStatements } from './watch-statements.ts'

export interface Thresholds {
  statementMs: number
  stallMs: number
}

export interface PerformanceMonitor {
  thresholds: Thresholds
  /** To be told of every statement of the pool. */
  statement(fact: StatementFact): void
  /** From now on findings are stored, and plans taken. */
  attach(db: Database): void
  /** Stores what waits, without what was attached before. */
  flush(): Promise<void>
  stop(): Promise<void>
}

interface MonitorOptions {
  thresholds: Thresholds
  metrics: Pick<Metrics, 'eventLoopStalls' | 'eventLoopStall'>
  log: Logger
  clock?: () => Date
}

const framesLogged = 5

/** Watches this process for slow statements and for what holds its event loop, and stores where they were. */
export function openPerformanceMonitor(options: MonitorOptions): PerformanceMonitor {
  const { thresholds, metrics, log, clock = () => new Date() } = options
  let db: Database | undefined
  let spots: Spots | undefined
  const found = (spot: Spot) => spots?.add(spot)

  const statement = watchStatements({
    thresholdMs: thresholds.statementMs,
    database() {
      if (!db) return undefined
      const { pool, url } = db
      return {
        pool: { busy: pool.totalCount - pool.idleCount, max: pool.options.max, waiting: pool.waitingCount },
        explain: (one) => explain(url, one),
      }
    },
    found,
    log,
    clock,
  })

  function stalled({ ms, frames, unreachableMs, collectingMs }: Stall) {
    metrics.eventLoopStalls.inc()
    metrics.eventLoopStall.observe(ms / 1000)
    const facts = {
      ms: Math.round(ms),
      unreachableMs: Math.round(unreachableMs),
      collectingMs: Math.round(collectingMs),
    }
    log.warn({ ...facts, stack: frames.slice(0, framesLogged) }, 'the event loop stood still')
    const at = clock()
    found({
      kind: 'stall',
      fingerprint: stackFingerprint(frames),
      text: ownFrame(frames),
      detail: frames.length === 0 ? undefined : [...notesOf(facts), ...frames].join('\n'),
      detailAt: frames.length === 0 ? undefined : at,
      count: 1,
      totalMs: ms,
      worstMs: ms,
      worstAt: at,
      firstAt: at,
      lastAt: at,
    })
  }

  const stalls = watchStalls({ thresholdMs: thresholds.stallMs, found: stalled, log })
  return {
    thresholds,
    statement,
    attach(opened) {
      db = opened
      spots = openSpots({ db: opened, log, clock })
    },
    async flush() {
      await spots?.flush()
    },
    async stop() {
      await stalls.stop()
      await spots?.stop()
    },
  }
}

/** What has to be known to read the stack rightly. */
function notesOf({ ms, unreachableMs, collectingMs }: { ms: number; unreachableMs: number; collectingMs: number }) {
  const notes: string[] = []
  if (unreachableMs > 50)
    notes.push(
      `# ${unreachableMs} of ${ms} ms in native code or garbage collection; the stack is of where it came back`,
    )
  if (collectingMs > 0) notes.push(`# ${collectingMs} of ${ms} ms collecting garbage`)
  return notes
}
