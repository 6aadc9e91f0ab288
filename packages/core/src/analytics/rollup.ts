import { type Database, inTransaction, type Transaction } from '@sarvanom/db'
import type { Jobs } from '../jobs/index.ts'
import { rangesOf } from './figures/cover.ts'
import { sumDocumentsAgain, sumNextDocuments } from './rollup-documents.ts'
import { bucketTables, sumQuestions, sumRuns, sumSearches, sumUp } from './rollup-sql.ts'

const rollupJob = 'analytics.rollup'
const leftoversJob = 'analytics.leftovers'

interface RollupContext {
  db: Database
  clock: () => Date
}

export function defineAnalyticsJobs({ db, jobs, clock }: RollupContext & { jobs: Jobs }): void {
  jobs.define({
    name: rollupJob,
    work: (_jobs, signal) => rollUp({ db, clock }, signal),
    policy: 'exclusive',
    timeoutSeconds: 3600,
    quiet: true,
  })
  jobs.define({ name: leftoversJob, work: () => removeLeftovers({ db }), policy: 'exclusive' })
}

/** Sums up every minute, and tidies up once a day. */
export async function scheduleAnalyticsJobs(jobs: Jobs): Promise<void> {
  await jobs.schedule(rollupJob, '* * * * *')
  await jobs.schedule(leftoversJob, '41 3 * * *')
}

// Quarters of an hour in one transaction: some seconds of work where they are full.
const quartersAtOnce = 1000
// Any other number that nobody else takes would do.
const lock = 7_268_041

/**
 * Sums up what has changed since the last time: the quarters of an hour that are marked, and the months and years that are over. Reads
 * give the same before and after; it only makes them fast. Ends where another process is at it.
 */
export async function rollUp({ db, clock }: RollupContext, signal?: AbortSignal): Promise<void> {
  while (!signal?.aborted && (await alone(db, sumMarked))) {}
  while (!signal?.aborted && (await alone(db, (tx) => sumNextDocuments(tx, clock())))) {}
}

/**
 * Marks, rows and sums are read in one snapshot: a change that this transaction does not see has a mark that it does not
 * take away. @returns whether there may be more to do
 */
const alone = (db: Database, work: (tx: Transaction) => Promise<boolean>): Promise<boolean> =>
  inTransaction(
    db,
    async (tx) => {
      const [row] = await tx.$queryRawUnsafe<{ free: boolean }[]>(`SELECT pg_try_advisory_xact_lock(${lock}) AS free`)
      return row?.free === true && (await work(tx))
    },
    { isolation: 'RepeatableRead', timeoutMs: 120_000, idempotent: true },
  )

const minuteMs = 60_000
const isoOf = (at: number) => new Date(at).toISOString()

const isGiven = 'bucket = ANY ($1::text[]::timestamptz[])'
const given = 'unnest($1::text[]::timestamptz[], $2::text[]::timestamptz[]) AS ranges(begins, ends)'

async function sumMarked(tx: Transaction): Promise<boolean> {
  const marks = await tx.$queryRawUnsafe<{ bucket: Date; uses: boolean }[]>(
    `SELECT bucket, bool_or(uses) AS uses FROM bucket_marks GROUP BY bucket ORDER BY bucket DESC LIMIT ${quartersAtOnce}`,
  )
  if (marks.length === 0) return false
  const quarters = marks.map(({ bucket }) => bucket.toISOString())
  await tx.$executeRawUnsafe(`DELETE FROM bucket_marks WHERE ${isGiven}`, quarters)
  await remove(tx, 15, quarters)
  let summed = marks.map(({ bucket }) => bucket.getTime()).reverse()
  const ranges = rangesOf(summed)
  for (const statement of [sumQuestions(given), sumRuns(given), sumSearches(given)])
    await tx.$executeRawUnsafe(
      statement,
      ranges.map(({ from }) => isoOf(from)),
      ranges.map(({ to }) => isoOf(to)),
    )
  let shorter = 15
  for (const minutes of [60, 1440]) {
    const length = minutes * minuteMs
    summed = [...new Set(summed.map((at) => at - (at % length)))]
    const pieces = summed.flatMap((at) =>
      Array.from({ length: minutes / shorter }, (_, n) => isoOf(at + n * shorter * minuteMs)),
    )
    await remove(tx, minutes, summed.map(isoOf))
    for (const statement of sumUp(shorter, minutes)) await tx.$executeRawUnsafe(statement, pieces)
    shorter = minutes
  }
  await sumDocumentsAgain(
    tx,
    marks.filter(({ uses }) => uses).map(({ bucket }) => bucket),
  )
  return marks.length === quartersAtOnce
}

async function remove(tx: Transaction, minutes: number, buckets: string[]): Promise<void> {
  for (const table of bucketTables)
    await tx.$executeRawUnsafe(`DELETE FROM ${table} WHERE minutes = ${minutes} AND ${isGiven}`, buckets)
}

/** Removes the sums of collections that are gone, for which nobody can ask. */
export async function removeLeftovers({ db }: { db: Database }): Promise<void> {
  await alone(db, async (tx) => {
    for (const table of bucketTables)
      await tx.$executeRawUnsafe(
        `DELETE FROM ${table} b WHERE b.collection_id <> '' AND NOT EXISTS (SELECT FROM collections c WHERE c.id = b.collection_id)`,
      )
    return false
  })
}
