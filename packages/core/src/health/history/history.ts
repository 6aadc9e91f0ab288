import type { Database } from '@sarvanom/db'
import { asSystem } from '@sarvanom/db'
import type { Logger } from '../../telemetry/index.ts'
import type { Readiness } from '../readiness.ts'
import type { HealthReport } from '../schema.ts'
import type { ServerIdentity } from './server.ts'
import { deleteOld, type Sample, writeSamples } from './store.ts'

export interface HealthHistory {
  server: ServerIdentity
  /** Samples every minute from now on. */
  start(): void
  /** Tries every check and writes down what it found, with what could not be written before. Never fails. */
  sample(): Promise<void>
  /** Samples that wait for the database. */
  waiting(): number
  stop(): Promise<void>
}

export interface HistoryOptions {
  db: Pick<Database, 'prisma'>
  readiness: Pick<Readiness, 'read'>
  server: ServerIdentity
  log: Logger
  clock: () => Date
  /** In [0, 1): servers that were started together do not go on sampling together. */
  random?: () => number
}

const minuteMs = 60_000
const firstMs = 2_000
const cleanMs = 3_600_000
/** A day of samples is kept in memory while the database is away; of a longer outage its last day. */
export const mostWaiting = 24 * 60 * 7

/** The time until the next sample: a minute, give or take six seconds. */
export const nextSampleMs = (random: number): number => Math.round(minuteMs * (0.9 + 0.2 * random))

const samplesOf = ({ checks }: HealthReport, at: Date): Sample[] =>
  Object.entries(checks).map(([check, { status, latencyMs, message }]) => ({ check, at, status, latencyMs, message }))

/**
 * Writes down about once a minute what every check finds. It is a timer of each process and no job: jobs stand still with
 * the database, and each server sees with its own eyes. What cannot be written waits in memory, so that an outage of the
 * database is in the history too.
 */
export function openHealthHistory(options: HistoryOptions): HealthHistory {
  const { db, readiness, server, log, clock, random = Math.random } = options
  let waiting: Sample[] = []
  let cleanedAt = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let stopped = false
  let known: HealthReport['status'] = 'ok'

  async function write() {
    const now = clock()
    const taken = waiting
    waiting = []
    try {
      await writeSamples(db, server, now, taken)
    } catch (error) {
      waiting = [...taken, ...waiting].slice(-mostWaiting)
      throw error
    }
    if (now.getTime() - cleanedAt < cleanMs) return
    await deleteOld(db, now)
    cleanedAt = now.getTime()
  }

  function tell({ status, checks }: HealthReport) {
    if (status === known) return
    known = status
    const faults = Object.entries(checks).filter(
      ([, check]) => check.status === 'degraded' || check.status === 'failed',
    )
    const parts = faults.map(([name, check]) => `${name}: ${check.status}`)
    log[status === 'ok' ? 'info' : 'warn']({ status, parts }, 'health changed')
  }

  async function sample() {
    const report = await readiness.read()
    tell(report)
    waiting = [...waiting, ...samplesOf(report, clock())].slice(-mostWaiting)
    try {
      await asSystem(write)
    } catch (error) {
      log.debug({ err: error, waiting: waiting.length }, 'the history of health waits for the database')
    }
  }

  function sampleIn(ms: number) {
    if (stopped) return
    timer = setTimeout(() => {
      running = sample().finally(() => sampleIn(nextSampleMs(random())))
    }, ms).unref()
  }

  return {
    server,
    start: () => sampleIn(Math.round(firstMs * random())),
    sample,
    waiting: () => waiting.length,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
