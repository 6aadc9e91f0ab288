import type { TestDatabase } from '@sarvanom/db/testing'
import type { Granularity } from '../schema.ts'

export interface Filter {
  from: string
  to: string
  timeZone: string
  userId?: string | undefined
  collectionId?: string | undefined
}

interface Fact {
  /** Local date and hour, as `2026-03-29T02`. */
  local: string
  /** Minutes ahead of UTC. */
  ahead: number
  userId: string | null
  collections: string[]
}
interface RunFact extends Fact {
  queryId: string
  id: string
  at: Date
  attempt: number
  status: string
  kind: string | null
  model: string | null
  tookMs: number | null
  firstMs: number | null
  supported: number
  contradicted: number
  not_found: number
  calls: number
  input: number
  output: number
  cited: { documentId: string; claims: number }[]
  steps: Record<string, number>
  begun: boolean
}
interface QuestionFact extends Fact {
  id: string
  at: Date
  rating: 'up' | 'down' | null
}

const when = (column: string) => `to_char(${column} AT TIME ZONE $1, 'YYYY-MM-DD"T"HH24') AS local,
  (extract(epoch FROM (${column} AT TIME ZONE $1) - (${column} AT TIME ZONE 'UTC')) / 60)::int AS ahead`

/** Everything that is counted, read as plainly as can be, with PostgreSQL's own idea of the time zone. */
export async function readFacts({ pool }: TestDatabase, timeZone: string) {
  const rows = async <Row extends object>(sql: string) => (await pool.query<Row>(sql, [timeZone])).rows
  const cited = `SELECT t.document_id FROM answers a JOIN claims c ON c.answer_id = a.id JOIN citations t ON t.claim_id = c.id`
  return {
    questions: await rows<QuestionFact>(
      `SELECT q.id, q.created_at AS at, q.user_id AS "userId", f.rating, ${when('q.created_at')},
         q.collection_ids || ARRAY(SELECT d.collection_id FROM documents d WHERE d.id IN (${cited}
           JOIN runs r ON r.id = a.run_id WHERE r.query_id = q.id)) AS collections
       FROM queries q LEFT JOIN feedback f ON f.query_id = q.id AND f.user_id = q.user_id`,
    ),
    runs: await rows<RunFact>(
      `SELECT r.id, r.query_id AS "queryId", r.attempt, r.created_at AS at, q.user_id AS "userId", r.status, a.kind, a.model,
         ${when('r.created_at')},
         (extract(epoch FROM r.completed_at - r.created_at) * 1000)::float8 AS "tookMs",
         (SELECT (extract(epoch FROM min(e.at) - r.created_at) * 1000)::float8 FROM run_events e
          WHERE e.run_id = r.id AND e.type IN ('text', 'claim')) AS "firstMs",
         (SELECT count(*)::int FROM claims c WHERE c.answer_id = a.id AND c.verdict = 'supported') AS supported,
         (SELECT count(*)::int FROM claims c WHERE c.answer_id = a.id AND c.verdict = 'contradicted') AS contradicted,
         (SELECT count(*)::int FROM claims c WHERE c.answer_id = a.id AND c.verdict = 'not_found') AS not_found,
         r.model_calls AS calls, r.input_tokens AS input, r.output_tokens AS output,
         q.collection_ids || ARRAY(SELECT d.collection_id FROM documents d WHERE d.id IN (${cited}
           WHERE a.run_id = r.id)) AS collections,
         (SELECT coalesce(json_agg(json_build_object('documentId', document_id, 'claims', claims)), '[]') FROM (
            SELECT t.document_id, count(DISTINCT c.id) AS claims FROM claims c JOIN citations t ON t.claim_id = c.id
            WHERE c.answer_id = a.id GROUP BY 1) u) AS cited,
         (SELECT coalesce(json_object_agg(s.name, extract(epoch FROM s.completed_at - s.started_at) * 1000), '{}')
          FROM run_steps s WHERE s.run_id = r.id) AS steps,
         EXISTS (SELECT FROM run_events e WHERE e.run_id = r.id AND e.type = 'status') AS begun
       FROM runs r JOIN queries q ON q.id = r.query_id LEFT JOIN answers a ON a.run_id = r.id
       WHERE r.completed_at IS NOT NULL`,
    ),
    searches: await rows<Fact & { hits: number }>(
      `SELECT user_id AS "userId", hits, collection_ids AS collections, ${when('at')} FROM searches`,
    ),
    added: await rows<Fact>(
      `SELECT created_by_id AS "userId", ARRAY[collection_id] AS collections, ${when('created_at')} FROM documents`,
    ),
    indexed: await rows<Fact>(
      `SELECT d.created_by_id AS "userId", ARRAY[d.collection_id] AS collections, ${when('v.indexed_at')}
       FROM document_versions v JOIN documents d ON d.id = v.document_id WHERE v.indexed_at IS NOT NULL`,
    ),
    broken: await rows<Fact>(
      `SELECT created_by_id AS "userId", ARRAY[collection_id] AS collections, ${when('status_changed_at')}
       FROM documents WHERE status = 'failed'`,
    ),
  }
}
export type Facts = Awaited<ReturnType<typeof readFacts>>

export const matches =
  ({ from, to, userId, collectionId }: Filter) =>
  (fact: Fact): boolean => {
    const day = fact.local.slice(0, 10)
    if (day < from || day > to) return false
    if (userId !== undefined && fact.userId !== userId) return false
    return collectionId === undefined || fact.collections.includes(collectionId)
  }

/** The name of the bucket that a fact belongs to, and of the one that a series names. */
export function keyOf({ local, ahead }: Pick<Fact, 'local' | 'ahead'>, granularity: Granularity, from: string): string {
  const day = local.slice(0, 10)
  if (granularity === 'hour') return `${local} ${ahead}`
  if (granularity === 'day') return day
  const date = new Date(day)
  const first =
    granularity === 'month'
      ? `${day.slice(0, 7)}-01`
      : new Date(date.getTime() - ((date.getUTCDay() + 6) % 7) * 86_400_000).toISOString().slice(0, 10)
  return first < from ? from : first
}

/** The same rank that the product reports: the smallest value that `share` of all do not exceed. */
export function exactQuantile(values: (number | null)[], share: number): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b)
  return known[Math.ceil(known.length * share) - 1] ?? null
}

const sum = <T>(items: T[], of: (item: T) => number) => items.reduce((total, item) => total + of(item), 0)

/** What the figures of these facts are, quantiles exact. */
export function figuresOf(facts: Facts, keep: (fact: Fact) => boolean) {
  const questions = facts.questions.filter(keep)
  const runs = facts.runs.filter(keep)
  const completed = runs.filter(({ status }) => status === 'completed')
  const searches = facts.searches.filter(keep)
  const quantiles = (values: (number | null)[]) => ({
    p50: exactQuantile(values, 0.5),
    p95: exactQuantile(values, 0.95),
  })
  return {
    questions: questions.length,
    askers: new Set(questions.map(({ userId }) => userId)).size,
    answered: completed.filter(({ kind }) => kind !== 'none').length,
    unanswered: completed.filter(({ kind }) => kind === 'none').length,
    failed: runs.filter(({ status }) => status === 'failed').length,
    cancelled: runs.filter(({ status }) => status === 'cancelled').length,
    timeToAnswerMs: quantiles(completed.map(({ tookMs }) => tookMs)),
    timeToFirstContentMs: quantiles(completed.map(({ firstMs }) => firstMs)),
    verdicts: {
      supported: sum(runs, (run) => run.supported),
      contradicted: sum(runs, (run) => run.contradicted),
      not_found: sum(runs, (run) => run.not_found),
    },
    ratings: {
      up: questions.filter(({ rating }) => rating === 'up').length,
      down: questions.filter(({ rating }) => rating === 'down').length,
    },
    searches: searches.length,
    searchesWithoutHits: searches.filter(({ hits }) => hits === 0).length,
    documents: {
      added: facts.added.filter(keep).length,
      indexed: facts.indexed.filter(keep).length,
      failed: facts.broken.filter(keep).length,
    },
    model: {
      calls: sum(runs, (run) => run.calls),
      inputTokens: sum(runs, (run) => run.input),
      outputTokens: sum(runs, (run) => run.output),
    },
  }
}
export type NaiveFigures = ReturnType<typeof figuresOf>
