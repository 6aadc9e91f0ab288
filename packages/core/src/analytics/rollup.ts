import { type Database, inTransaction, type Transaction } from '@sarvanom/db'
import type { Jobs } from '../jobs/index.ts'
import {
  bucketAt,
  each,
  inBucket,
  questionColumns,
  questionsIn,
  ratingColumns,
  runColumns,
  runsIn,
} from './figures/sql.ts'

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
 * Sums up what has changed since the last time: the quarters of an hour that are marked, and the months that are over. Reads
 * give the same before and after; it only makes them fast. Ends where another process is at it.
 */
export async function rollUp({ db, clock }: RollupContext, signal?: AbortSignal): Promise<void> {
  while (!signal?.aborted && (await alone(db, sumMarked))) {}
  const current = new Date(clock())
  const before = new Date(Date.UTC(current.getUTCFullYear(), current.getUTCMonth()))
  while (!signal?.aborted && (await alone(db, (tx) => sumNextMonth(tx, before)))) {}
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

const given = 'unnest($1::text[]::timestamptz[]) AS quarters(bucket)'

const sumQuestions = `INSERT INTO question_buckets (collection_id, minutes, bucket, questions, up, down, askers, low_rated)
  SELECT collection, 15, bucket, sum(questions), sum(up), sum(down), string_agg(askers, ''::bytea),
    string_agg(low_rated, ''::bytea)
  FROM (
    SELECT q.id, quarters.bucket, ${questionColumns}
    FROM ${questionsIn(15, given, 'quarters')} JOIN users u ON u.id = q.user_id
    UNION ALL
    SELECT q.id, quarters.bucket, ${ratingColumns}
    FROM ${questionsIn(15, given, 'quarters')} JOIN feedback f ON f.query_id = q.id
    JOIN users u ON u.id = q.user_id
  ) counted
  CROSS JOIN LATERAL (
    SELECT '' AS collection
    UNION SELECT unnest(q.collection_ids) FROM queries q WHERE q.id = counted.id
    UNION SELECT d.collection_id FROM runs r JOIN document_uses c ON c.run_id = r.id
          JOIN documents d ON d.id = c.document_id WHERE r.query_id = counted.id
  ) collections
  GROUP BY collection, bucket`

const sumRuns = `INSERT INTO run_buckets (collection_id, minutes, bucket, model, answered, unanswered, failed, cancelled, supported,
    contradicted, not_found, model_calls, input_tokens, output_tokens, latencies, step_latencies, unanswered_askers)
  SELECT collection, 15, bucket, model, sum(answered), sum(unanswered), sum(failed), sum(cancelled), sum(supported),
    sum(contradicted), sum(not_found), sum(model_calls), sum(input_tokens), sum(output_tokens),
    string_agg(latencies, ''::bytea), string_agg(step_latencies, ''::bytea), string_agg(unanswered_askers, ''::bytea)
  FROM (
    SELECT r.id, r.query_id, quarters.bucket, ${runColumns}
    FROM ${runsIn(15, given, 'quarters')} JOIN users u ON u.id = r.user_id
  ) counted
  CROSS JOIN LATERAL (
    SELECT '' AS collection
    UNION SELECT unnest(q.collection_ids) FROM queries q WHERE q.id = counted.query_id
    UNION SELECT d.collection_id FROM document_uses c JOIN documents d ON d.id = c.document_id WHERE c.run_id = counted.id
  ) collections
  GROUP BY collection, bucket, model`

const hours = `(SELECT DISTINCT ${bucketAt(60, 'bucket')} AS bucket FROM ${given}) hours`
const quartersOf = (table: string) =>
  `${each(hours, `${table} one WHERE one.minutes = 15 AND ${inBucket(60, 'hours', 'one.bucket')}`)} b`

/** Hours are summed up from their quarters. One of these may still be marked, and so is the hour. */
const sumHours = [
  `DELETE FROM question_buckets WHERE minutes = 60 AND bucket IN (SELECT bucket FROM ${hours})`,
  `DELETE FROM run_buckets WHERE minutes = 60 AND bucket IN (SELECT bucket FROM ${hours})`,
  `INSERT INTO question_buckets (collection_id, minutes, bucket, questions, up, down, askers, low_rated)
   SELECT b.collection_id, 60, hours.bucket, sum(b.questions), sum(b.up), sum(b.down), string_agg(b.askers, ''::bytea),
     string_agg(b.low_rated, ''::bytea)
   FROM ${quartersOf('question_buckets')} GROUP BY b.collection_id, hours.bucket`,
  `INSERT INTO run_buckets (collection_id, minutes, bucket, model, answered, unanswered, failed, cancelled, supported,
     contradicted, not_found, model_calls, input_tokens, output_tokens, latencies, step_latencies, unanswered_askers)
   SELECT b.collection_id, 60, hours.bucket, b.model, sum(b.answered), sum(b.unanswered), sum(b.failed), sum(b.cancelled),
     sum(b.supported), sum(b.contradicted), sum(b.not_found), sum(b.model_calls), sum(b.input_tokens),
     sum(b.output_tokens), string_agg(b.latencies, ''::bytea), string_agg(b.step_latencies, ''::bytea),
     string_agg(b.unanswered_askers, ''::bytea)
   FROM ${quartersOf('run_buckets')} GROUP BY b.collection_id, hours.bucket, b.model`,
]

/** The first instant of the UTC month of an instant, and of the next one, whatever zone the connection is in. */
const monthOf = (column: string) => `date_trunc('month', ${column} AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'`
const monthAfter = (month: string) => `(${month} AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC'`

const sumMonths = (months: string) => `INSERT INTO document_months (month, document_id, claims, answers)
  SELECT months.month, c.document_id, sum(c.claims), count(*)
  FROM ${each(
    `${months} AS months(month)`,
    `document_uses o WHERE o.at >= months.month AND o.at < ${monthAfter('months.month')} AND o.claims > 0`,
  )} c
  GROUP BY 1, 2`

async function sumMarked(tx: Transaction): Promise<boolean> {
  const marks = await tx.$queryRawUnsafe<{ bucket: Date }[]>(
    `SELECT DISTINCT bucket FROM bucket_marks ORDER BY bucket DESC LIMIT ${quartersAtOnce}`,
  )
  if (marks.length === 0) return false
  const quarters = marks.map(({ bucket }) => bucket.toISOString())
  for (const rows of [
    'bucket_marks WHERE',
    'question_buckets WHERE minutes = 15 AND',
    'run_buckets WHERE minutes = 15 AND',
  ])
    await tx.$executeRawUnsafe(`DELETE FROM ${rows} bucket = ANY ($1::text[]::timestamptz[])`, quarters)
  for (const statement of [sumQuestions, sumRuns, ...sumHours]) await tx.$executeRawUnsafe(statement, quarters)
  const months = await tx.$queryRawUnsafe<{ month: Date }[]>(
    `SELECT month FROM rolled_months WHERE month IN (SELECT ${monthOf('bucket')} FROM ${given})`,
    quarters,
  )
  await sumAgain(
    tx,
    months.map(({ month }) => month.toISOString()),
  )
  return marks.length === quartersAtOnce
}

async function sumAgain(tx: Transaction, months: string[]): Promise<void> {
  if (months.length === 0) return
  await tx.$executeRawUnsafe(`DELETE FROM document_months WHERE month = ANY ($1::text[]::timestamptz[])`, months)
  await tx.$executeRawUnsafe(sumMonths('unnest($1::text[]::timestamptz[])'), months)
}

/** The oldest month that is over and not summed up yet. The one under way is read as it is. */
async function sumNextMonth(tx: Transaction, before: Date): Promise<boolean> {
  const [next] = await tx.$queryRawUnsafe<{ month: Date }[]>(
    `SELECT month FROM generate_series(
       (SELECT ${monthOf('min(at)')} FROM document_uses WHERE claims > 0), $1::text::timestamptz, interval '1 day') AS day
     CROSS JOIN LATERAL (SELECT ${monthOf('day')} AS month) months
     WHERE month < $1::text::timestamptz AND NOT EXISTS (SELECT FROM rolled_months o WHERE o.month = months.month)
     ORDER BY month LIMIT 1`,
    before.toISOString(),
  )
  if (!next) return false
  const month = [next.month.toISOString()]
  await sumAgain(tx, month)
  await tx.$executeRawUnsafe(`INSERT INTO rolled_months SELECT unnest($1::text[]::timestamptz[])`, month)
  return true
}

/** Removes the sums of collections that are gone, for which nobody can ask. */
export async function removeLeftovers({ db }: { db: Database }): Promise<void> {
  await alone(db, async (tx) => {
    for (const table of ['question_buckets', 'run_buckets'])
      await tx.$executeRawUnsafe(
        `DELETE FROM ${table} b WHERE b.collection_id <> '' AND NOT EXISTS (SELECT FROM collections c WHERE c.id = b.collection_id)`,
      )
    return false
  })
}
