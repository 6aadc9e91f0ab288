import type { Position } from '../paging.ts'
import { readCover, splitRanges } from './figures/cover.ts'
import { ofCover, parametersOf } from './figures/parameters.ts'
import { latenciesOf } from './figures/run-sums.ts'
import {
  bucketsIn,
  each,
  ofCollection,
  questionCounts,
  questionCountsOfPerson,
  questionsIn,
  runCounts,
  runCountsOfPerson,
  runsIn,
  unsummed,
  within,
} from './figures/sql.ts'
import { classAt, countClasses } from './latency.ts'
import type { Parts } from './period.ts'
import type { Reach } from './reach.ts'
import type { QuestionKind } from './schema.ts'
import type { Read } from './snapshot.ts'

/** A question behind a figure, with the run that makes it one of its kind, or its last one. */
export interface QuestionRow {
  /** Position in the list. */
  at: Date
  id: string
  queryId: string
  threadId: string
  question: string
  userId: string
  name: string
  status: 'pending' | 'running' | 'completed' | 'failed' | 'cancelled'
  kind: 'generated' | 'extractive' | 'none' | null
  errorCode: string | null
  totalMs: number | null
  supported: number
  contradicted: number
  notFound: number
  rating: 'up' | 'down' | null
  comment: string | null
}

const hourMs = 3_600_000
const weekMs = 7 * 24 * hourMs

type OfRun = Exclude<QuestionKind, 'all' | 'low-rated'>

// `slowFrom` is the class of latency from which a run is slow.
const ofRun: Record<OfRun, { row: string; bucket: string }> = {
  answered: { row: `r.status = 'completed' AND r.answer_kind IS DISTINCT FROM 'none'`, bucket: 'b.answered > 0' },
  unanswered: { row: `r.status = 'completed' AND r.answer_kind = 'none'`, bucket: 'b.unanswered > 0' },
  failed: { row: `r.status = 'failed'`, bucket: 'b.failed > 0' },
  cancelled: { row: `r.status = 'cancelled'`, bucket: 'b.cancelled > 0' },
  contradicted: { row: 'r.contradicted > 0', bucket: 'b.contradicted > 0' },
  slow: { row: 'get_byte(r.latencies, 0) >= :slowFrom::int', bucket: 'b.answered + b.unanswered > 0' },
}

const before = (row: string) =>
  `(:afterAt::timestamptz IS NULL OR (${row}.created_at, ${row}.id) < (:afterAt, :afterId))`
const inBefore = (bucket: string) => `(:afterAt::timestamptz IS NULL OR ${bucket} <= :afterAt)`

/** A question is listed once: with the last of its runs of the kind in the period. */
const isLast = (kind: OfRun, ofPerson: boolean) => `NOT EXISTS (SELECT FROM runs later WHERE later.query_id = r.query_id
  AND later.attempt > r.attempt AND later.completed_at IS NOT NULL AND ${within('later.created_at')}
  AND ${ofRun[kind].row.replaceAll('r.', 'later.')}
  AND ${ofPerson ? runCountsOfPerson('later') : runCounts('later')})`

/** What of the rows `r` of runs, or `q` of questions, is listed. */
function listed(kind: QuestionKind, ofPerson: boolean): { columns: string; where: string; row: string } {
  if (kind === 'all' || kind === 'low-rated') {
    // One by one, by the key: as a join it would read all of what was ever rated.
    const rated = `AND (SELECT low.rating FROM feedback low WHERE low.query_id = q.id AND low.user_id = q.user_id) = 'down'`
    return {
      columns: `q.created_at AS at, q.id, q.id AS query_id,
        (SELECT l.id FROM runs l WHERE l.query_id = q.id ORDER BY l.attempt DESC LIMIT 1) AS run_id`,
      where: `${ofPerson ? questionCountsOfPerson('q') : questionCounts('q')} AND ${before('q')}
        ${kind === 'all' || ofPerson ? '' : rated}`,
      row: 'q',
    }
  }
  return {
    columns: 'r.created_at AS at, r.id, r.query_id, r.id AS run_id',
    where: `${ofRun[kind].row} AND ${ofPerson ? runCountsOfPerson('r') : runCounts('r')} AND ${before('r')}
      AND ${isLast(kind, ofPerson)}`,
    row: 'r',
  }
}

/** Which times hold one of the kind: known from the sums, so that those in which none is are passed over. Of a person, all. */
function timesOf(kind: QuestionKind, ofPerson: boolean): string {
  const rows = `SELECT ranges.begins, ranges.ends FROM ${unsummed} WHERE ${inBefore('ranges.begins')}`
  if (ofPerson) return rows
  const [table, holds] =
    kind === 'all' || kind === 'low-rated'
      ? (['question_buckets', kind === 'all' ? 'b.questions > 0' : 'b.down > 0'] as const)
      : (['run_buckets', ofRun[kind].bucket] as const)
  return `SELECT DISTINCT b.bucket AS begins, b.bucket + b.minutes * interval '1 minute' AS ends
    FROM ${bucketsIn(table)} WHERE ${inBefore('b.bucket')} AND ${holds}
    UNION ALL ${rows}`
}

const ratedDownByPerson = `${each(
  "(SELECT query_id FROM feedback WHERE user_id = :person AND rating = 'down' OFFSET 0) low",
  `queries one WHERE one.id = low.query_id AND one.user_id = :person AND ${within('one.created_at')}`,
)} q`

/** The rows that may be listed, by times of which no more are read than the page needs. */
function sourceOf(kind: QuestionKind, ofPerson: boolean): { rows: string; begins: string } {
  if (ofPerson && kind === 'low-rated') return { rows: ratedDownByPerson, begins: 'q.created_at' }
  const times = `(SELECT begins, ends FROM (${timesOf(kind, ofPerson)}) times ORDER BY begins DESC) ranges`
  const rows = kind === 'all' || kind === 'low-rated' ? questionsIn(times, ofPerson) : runsIn(times, ofPerson)
  return { rows, begins: 'ranges.begins' }
}

function pageOf(kind: QuestionKind, ofPerson: boolean): string {
  const { columns, where, row } = listed(kind, ofPerson)
  const { rows, begins } = sourceOf(kind, ofPerson)
  return `WITH ${ofPerson ? `${ofCollection}, ` : ''} page AS (
      SELECT ${columns} FROM ${rows} WHERE ${where}
      ORDER BY ${begins} DESC, ${row}.created_at DESC, ${row}.id DESC LIMIT :limit
    )`
}

/** Newest first. */
export async function questionRows(
  read: Read,
  reach: Reach,
  parts: Parts,
  { kind, limit, after }: { kind: QuestionKind; limit: number; after: Position | undefined },
): Promise<QuestionRow[]> {
  const ofPerson = reach.person !== undefined
  const { sums, rows } = await readCover(read, reach, parts, [60, 15])
  const whole = { from: parts.starts[0] ?? parts.end, to: parts.end }
  const slowFrom = kind === 'slow' ? await slowClass(read, reach, parts) : undefined
  if (kind === 'slow' && slowFrom === undefined) return []
  return await read(
    `${pageOf(kind, ofPerson)}
     SELECT page.at, page.id, q.id AS "queryId", q.thread_id AS "threadId", q.question, q.user_id AS "userId", u.name,
       r.status, r.answer_kind AS kind, r.error_code AS "errorCode",
       round(milliseconds_between(r.created_at, r.completed_at))::float8 AS "totalMs",
       r.supported, r.contradicted, r.not_found AS "notFound", f.rating, f.comment
     FROM ${each('page', 'queries one WHERE one.id = page.query_id')} q
     CROSS JOIN LATERAL (SELECT name FROM users WHERE id = q.user_id OFFSET 0) u
     CROSS JOIN LATERAL (SELECT * FROM runs one WHERE one.id = page.run_id OFFSET 0) r
     LEFT JOIN LATERAL (SELECT * FROM feedback one WHERE one.query_id = q.id AND one.user_id = q.user_id OFFSET 0) f ON true
     ORDER BY page.at DESC, page.id DESC`,
    {
      ...parametersOf(reach, parts),
      ...ofCover({ sums, rows: ofPerson ? splitRanges([whole], weekMs) : splitRanges(rows, hourMs) }),
      afterAt: after?.at ?? null,
      afterId: after?.id ?? '',
      limit,
      slowFrom,
    },
  )
}

/** The class of latency in which the 95th percentile of the period lies. */
async function slowClass(read: Read, reach: Reach, parts: Parts): Promise<number | undefined> {
  const latencies = await latenciesOf(read, reach, parts, await readCover(read, reach, parts))
  return classAt(countClasses(latencies, 0, 2), 0.95)
}
