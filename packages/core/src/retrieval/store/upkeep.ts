import { setTimeout as sleep } from 'node:timers/promises'
import { MIN_TEXTS } from '../lsa/fit.ts'
import { type BuildContext, type BuildOptions, buildVersion, createEmptyVersion, sweep } from './build.ts'
import { countCurrentChunks } from './chunk-source.ts'
import { waitForIndexLock, withIndexLock } from './lock.ts'
import { planMaintenance } from './plan-maintenance.ts'
import { reconcile } from './reconcile.ts'
import { LAYOUT, retire } from './registry.ts'
import { serialQueue } from './serial-queue.ts'
import type { OpenVersion } from './versions.ts'

export interface Upkeep {
  /** Makes sure that there is an active version that can be read. */
  ensure(): Promise<void>
  /** Does what the index needs; nothing when another process is at it. */
  maintain(signal?: AbortSignal): Promise<void>
  rebuild(options: Omit<BuildOptions, 'from'>): Promise<void>
  /** A search failed: the next look reads the whole index. */
  suspect(): void
  /** Something was written: looks after the index soon. */
  written(): void
  /** Aborts what is under way, and waits for it. */
  close(): Promise<void>
}

const RECONCILE_MS = 3_600_000
const SOON_MS = 1_000
/** Reading the whole index again and again would be worse than a failing search. */
const THOROUGH_MS = 60_000

export const openUpkeep = (context: BuildContext): Upkeep => {
  const { db, connection, versions, log, clock } = context
  const closing = new AbortController()
  let lastWrite = Number.NEGATIVE_INFINITY
  let lastReconcile = Number.NEGATIVE_INFINITY
  let suspected = false
  let lastThorough = Number.NEGATIVE_INFINITY
  let next: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  // The lock keeps other processes off; within this one a second call waits for its turn instead of doing nothing.
  const inTurn = serialQueue()

  type Kind = 'fit' | 'optimize' | 'rebuild' | 'reconcile'
  const timed = async <T>(kind: Kind, work: () => Promise<T>): Promise<T> => {
    const ended = context.metrics.maintenanceDuration.startTimer({ kind })
    try {
      const result = await work()
      ended({ outcome: 'completed' })
      return result
    } catch (error) {
      ended({ outcome: closing.signal.aborted ? 'cancelled' : 'failed' })
      throw error
    }
  }

  const stopOf = (signal: AbortSignal | undefined) =>
    signal ? AbortSignal.any([signal, closing.signal]) : closing.signal

  // Looks by itself, so that new documents get vectors within seconds; the job only makes sure that someone does.
  const lookIn = (ms: number) => {
    if (next || closing.signal.aborted) return
    next = setTimeout(() => {
      next = undefined
      running = inTurn(() => maintain()).catch((error: unknown) => {
        if (!closing.signal.aborted) log.error({ err: error }, 'maintenance of the index failed')
      })
    }, ms).unref()
  }

  const ensureActive = async (): Promise<void> => {
    versions.refresh()
    const { active } = await versions.registry()
    if (active && active.details.layout !== LAYOUT) {
      log.info({ version: active.number }, 'the index is of an earlier layout and is built anew')
      await versions.forget(active.number)
      await retire(db, active.number)
    } else if (active) {
      const damage = await damageOf(await connection.tableNames(), () => versions.open(active), suspected)
      if (suspected) lastThorough = performance.now()
      suspected = false
      if (!damage) return
      log.warn({ err: damage, version: active.number }, 'the index cannot be read and is built anew')
      await versions.forget(active.number)
      await retire(db, active.number)
    }
    await createEmptyVersion(context)
    lastReconcile = Number.NEGATIVE_INFINITY
  }

  const repair = async (signal: AbortSignal) => {
    if (performance.now() - lastReconcile < RECONCILE_MS) return
    const isLost = (await (await versions.active()).table.count()) === 0 && (await countCurrentChunks(db)) > 0
    if (isLost) await timed('rebuild', () => buildVersion(context, { from: 'database', signal }))
    const { missing, surplus } = await timed('reconcile', async () =>
      reconcile(context, await versions.active(), signal),
    )
    lastReconcile = performance.now()
    if (missing.length + surplus.length > 0)
      log.warn({ missing: missing.length, surplus: surplus.length }, 'the index was brought up to date')
  }

  const fitOrOptimize = async (signal: AbortSignal) => {
    const { table, record } = await versions.active()
    const plan = planMaintenance({
      rows: await table.count(),
      unindexed: await table.unindexed(),
      fragments: await table.fragments(),
      fittedAt: record.details.corpus,
      fitFrom: MIN_TEXTS,
      quietMs: performance.now() - lastWrite,
    })
    signal.throwIfAborted()
    if (plan.refit) await timed('fit', () => buildVersion(context, { from: 'index', signal }))
    else if (plan.optimize) await timed('optimize', () => table.optimize(clock(), context.write))
    if (plan.againInMs !== undefined) lookIn(plan.againInMs)
  }

  const maintain = async (given?: AbortSignal): Promise<void> => {
    const signal = stopOf(given)
    await withIndexLock(db, async () => {
      await ensureActive()
      await sweep(context)
      await repair(signal)
      await fitOrOptimize(signal)
    })
  }

  return {
    async ensure() {
      await withIndexLock(db, ensureActive)
      lookIn(SOON_MS)
    },
    maintain: (signal) => inTurn(() => maintain(signal)),
    async rebuild(options) {
      const signal = stopOf(options.signal)
      const work = async () => {
        await ensureActive()
        await timed('rebuild', () => buildVersion(context, { ...options, from: 'database', signal }))
      }
      await inTurn(() => waitForIndexLock(db, signal, work))
    },
    suspect() {
      if (performance.now() - lastThorough < THOROUGH_MS) return
      suspected = true
      lookIn(0)
    },
    written() {
      lastWrite = performance.now()
      lookIn(SOON_MS)
    },
    async close() {
      closing.abort(new Error('the index is being closed'))
      clearTimeout(next)
      await running
      await inTurn(async () => {})
    },
  }
}

/**
 * What is wrong with a version, if anything. That its storage answers was seen before, so a failure that repeats
 * itself is the table's own.
 *
 * @param thorough reads every row, since damage may be anywhere.
 */
const damageOf = async (
  stored: readonly string[],
  open: () => Promise<OpenVersion>,
  thorough: boolean,
): Promise<unknown> => {
  let failure: unknown
  for (let attempt = 0; attempt < 3; attempt++) {
    if (attempt > 0) await sleep(200)
    try {
      const { record, table } = await open()
      if (!stored.includes(`chunks_v${record.number}`))
        return new Error('the table of the active index version is gone')
      await table.verify(thorough)
      return undefined
    } catch (error) {
      failure = error
    }
  }
  return failure
}
