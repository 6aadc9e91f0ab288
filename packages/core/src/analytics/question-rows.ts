import type { Position } from '../paging.ts'
import { parametersOf } from './figures/parameters.ts'
import { runSums } from './figures/run-sums.ts'
import {
  holding,
  inBucket,
  marked,
  ofCollection,
  questionCounts,
  questionCountsOfPerson,
  runCounts,
  runCountsOfPerson,
  within,
} from './figures/sql.ts'
import { classAt, countClasses } from './latency.ts'
import { bucketMinutes, type Parts } from './period.ts'
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

type OfRun = Exclude<QuestionKind, 'all' | 'low-rated'>

// $5 and $6 are the position, $7 the limit, $8 the class of latency from which a run is slow.
const ofRun: Record<OfRun, { row: string; bucket: string }> = {
  answered: { row: `r.status = 'completed' AND r.answer_kind IS DISTINCT FROM 'none'`, bucket: 'b.answered > 0' },
  unanswered: { row: `r.status = 'completed' AND r.answer_kind = 'none'`, bucket: 'b.unanswered > 0' },
  failed: { row: `r.status = 'failed'`, bucket: 'b.failed > 0' },
  cancelled: { row: `r.status = 'cancelled'`, bucket: 'b.cancelled > 0' },
  contradicted: { row: 'r.contradicted > 0', bucket: 'b.contradicted > 0' },
  slow: { row: 'get_byte(r.latencies, 0) >= $8::int', bucket: 'b.answered + b.unanswered > 0' },
}

const before = (row: string) => `($5::timestamptz IS NULL OR (${row}.created_at, ${row}.id) < ($5, $6))`
const inBefore = (bucket: string) => `($5::timestamptz IS NULL OR ${bucket} <= $5)`
const newest = (row: string) => `ORDER BY ${row}.created_at DESC, ${row}.id DESC`

/** A question is listed once: with the last of its runs of the kind in the period. */
const isLast = (kind: OfRun, ofPerson: boolean) => `NOT EXISTS (SELECT FROM runs later WHERE later.query_id = r.query_id
  AND later.attempt > r.attempt AND later.completed_at IS NOT NULL AND ${within('later.created_at')}
  AND ${ofRun[kind].row.replaceAll('r.', 'later.')}
  AND ${ofPerson ? runCountsOfPerson('later') : runCounts('later')})`

function rowsOf(kind: QuestionKind, ofPerson: boolean): { from: string; columns: string; row: string } {
  if (kind === 'all' || kind === 'low-rated') {
    const counts = ofPerson ? questionCountsOfPerson('q') : questionCounts('q')
    // One by one, by the key: as a join it would read all of what was ever rated.
    const rated = `AND (SELECT low.rating FROM feedback low WHERE low.query_id = q.id AND low.user_id = q.user_id) = 'down'`
    return {
      columns: `q.created_at AS at, q.id, q.id AS query_id,
        (SELECT l.id FROM runs l WHERE l.query_id = q.id ORDER BY l.attempt DESC LIMIT 1) AS run_id`,
      from: `queries q WHERE ${counts} ${kind === 'all' ? '' : rated} AND ${before('q')}`,
      row: 'q',
    }
  }
  return {
    columns: 'r.created_at AS at, r.id, r.query_id, r.id AS run_id',
    from: `runs r WHERE r.completed_at IS NOT NULL AND ${ofRun[kind].row}
      AND ${ofPerson ? runCountsOfPerson('r') : runCounts('r')} AND ${before('r')} AND ${isLast(kind, ofPerson)}`,
    row: 'r',
  }
}

/** Which buckets hold one of the kind: known from the sums, so that those in which none is are passed over. */
function bucketsOf(kind: QuestionKind, minutes: number): string {
  const [table, holds] =
    kind === 'all' || kind === 'low-rated'
      ? ['question_buckets', kind === 'all' ? 'b.questions > 0' : 'b.down > 0']
      : ['run_buckets', ofRun[kind].bucket]
  return `${marked(minutes)}, buckets AS (
    SELECT DISTINCT b.bucket FROM ${table} b WHERE ${holding(minutes)} AND ${inBefore('b.bucket')} AND ${holds}
    UNION ALL SELECT bucket FROM marked WHERE ${inBefore('bucket')}
  )`
}

function pageOf(kind: QuestionKind, ofPerson: boolean, minutes: number): string {
  const { from, columns, row } = rowsOf(kind, ofPerson)
  if (ofPerson)
    return `WITH ${ofCollection}, page AS (
      SELECT ${columns} FROM ${from} AND ${row}.user_id = $4 AND ${within(`${row}.created_at`)} ${newest(row)} LIMIT $7
    )`
  return `WITH ${bucketsOf(kind, minutes)}, page AS (
      SELECT one.* FROM (SELECT bucket FROM buckets ORDER BY bucket DESC) ordered
      CROSS JOIN LATERAL (
        SELECT ${columns} FROM ${from} AND ${inBucket(minutes, 'ordered', `${row}.created_at`)} ${newest(row)}
      ) one
      WHERE $4::text IS NULL
      ORDER BY ordered.bucket DESC, one.at DESC, one.id DESC LIMIT $7
    )`
}

/** Newest first. */
export async function questionRows(
  read: Read,
  reach: Reach,
  parts: Parts,
  { kind, limit, after }: { kind: QuestionKind; limit: number; after: Position | undefined },
): Promise<QuestionRow[]> {
  const [starts, end, collectionId] = parametersOf(reach, parts)
  const slowFrom = kind === 'slow' ? await slowClass(read, reach, parts) : undefined
  if (kind === 'slow' && slowFrom === undefined) return []
  return await read(
    `${pageOf(kind, reach.person !== undefined, bucketMinutes(parts))}
     SELECT page.at, page.id, q.id AS "queryId", q.thread_id AS "threadId", q.question, q.user_id AS "userId", u.name,
       r.status, r.answer_kind AS kind, r.error_code AS "errorCode",
       round(milliseconds_between(r.created_at, r.completed_at))::float8 AS "totalMs",
       r.supported, r.contradicted, r.not_found AS "notFound", f.rating, f.comment
     FROM page JOIN queries q ON q.id = page.query_id JOIN users u ON u.id = q.user_id JOIN runs r ON r.id = page.run_id
     LEFT JOIN feedback f ON f.query_id = q.id AND f.user_id = q.user_id
     ORDER BY page.at DESC, page.id DESC`,
    [
      starts,
      end,
      collectionId,
      reach.person ?? null,
      after?.at ?? null,
      after?.id ?? '',
      limit,
      ...(slowFrom === undefined ? [] : [slowFrom]),
    ],
  )
}

/** The class of latency in which the 95th percentile of the period lies. */
async function slowClass(read: Read, reach: Reach, parts: Parts): Promise<number | undefined> {
  const [sums] = await runSums(read, reach, parts)
  return sums && classAt(countClasses(sums.latencies, 0, 2), 0.95)
}
