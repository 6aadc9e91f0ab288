import { asSystem, type Database } from '@sarvanom/db'
import type { Prometheus } from './prometheus.ts'

/** One figure as Prometheus has it and as the rows have it, by one label or none. */
interface Pair {
  figure: string
  expression: string
  /** Rows of `label` (empty where the expression has none) and `value`. */
  sql: string
}

/** Values that the metric has from the start, so that both sides have a 0. */
const counted = (labels: readonly string[], of: string) =>
  `SELECT l.label, coalesce(c.n, 0)::float8 AS value FROM unnest(ARRAY['${labels.join("','")}']) AS l(label)
   LEFT JOIN (${of}) AS c(label, n) USING (label)`

const outcomes = ['completed', 'failed', 'cancelled']
const currentChunks = `SELECT '' AS label, count(*)::float8 AS value
  FROM chunks c JOIN documents d ON d.current_version_id = c.version_id`

/** Counters count since the server started, so they equal all rows where it started on an empty database. */
export const pairs: readonly Pair[] = [
  {
    figure: 'runs by outcome',
    expression: 'sum by (outcome) (sarvanom_runs_total)',
    sql: counted(outcomes, 'SELECT status::text, count(*) FROM runs GROUP BY 1'),
  },
  {
    figure: 'completed runs by mode',
    expression: 'sum by (mode) (sarvanom_runs_total{outcome="completed"})',
    sql: counted(
      ['quick', 'standard', 'research'],
      `SELECT q.mode::text, count(*) FROM runs r JOIN queries q ON q.id = r.query_id
       WHERE r.status = 'completed' GROUP BY 1`,
    ),
  },
  {
    figure: 'claims by verdict',
    expression: 'sum by (verdict) (sarvanom_claims_total)',
    sql: counted(['supported', 'contradicted', 'not_found'], 'SELECT verdict::text, count(*) FROM claims GROUP BY 1'),
  },
  {
    figure: 'answers by kind',
    expression: 'sum by (kind) (sarvanom_answers_total)',
    sql: counted(['generated', 'extractive', 'none'], 'SELECT kind::text, count(*) FROM answers GROUP BY 1'),
  },
  {
    figure: 'steps by agent',
    expression: 'sum by (agent) (sarvanom_agent_duration_seconds_count{outcome="completed"})',
    sql: `SELECT CASE name WHEN 'plan' THEN 'planner' WHEN 'retrieve' THEN 'retriever' WHEN 'synthesize' THEN 'synthesizer'
            WHEN 'cite' THEN 'citer' ELSE 'fact-checker' END AS label, count(*)::float8 AS value
          FROM run_steps GROUP BY 1`,
  },
  {
    figure: 'runs with content',
    expression: 'sum(sarvanom_run_first_content_seconds_count)',
    sql: `SELECT '' AS label, count(DISTINCT run_id)::float8 AS value FROM run_events WHERE type IN ('text', 'claim')`,
  },
  {
    figure: 'runs taken up',
    expression: 'sum(sarvanom_run_wait_seconds_count)',
    sql: `SELECT '' AS label, count(*)::float8 AS value FROM runs WHERE started_at IS NOT NULL`,
  },
  {
    figure: 'tokens by direction',
    expression: 'sum by (direction) (sarvanom_model_tokens_total)',
    sql: `SELECT 'input' AS label, sum(input_tokens)::float8 AS value FROM runs
          UNION ALL SELECT 'output', sum(output_tokens)::float8 FROM runs`,
  },
  {
    figure: 'documents by status',
    expression: 'sum by (status) (sarvanom_documents)',
    sql: counted(
      ['queued', 'parsing', 'chunking', 'embedding', 'indexed', 'failed'],
      'SELECT status::text, count(*) FROM documents GROUP BY 1',
    ),
  },
  {
    figure: 'versions ingested',
    expression: 'sum by (outcome) (sarvanom_documents_ingested_total)',
    sql: `SELECT 'indexed' AS label, count(*)::float8 AS value FROM document_versions WHERE indexed_at IS NOT NULL
          UNION ALL SELECT 'failed', count(*)::float8 FROM documents WHERE status = 'failed'`,
  },
  { figure: 'chunks', expression: 'sum(sarvanom_chunks)', sql: currentChunks },
  { figure: 'rows of the index', expression: 'sum(sarvanom_index_rows)', sql: currentChunks },
  {
    figure: 'chunks ingested',
    expression: 'sum(sarvanom_chunks_ingested_total)',
    sql: `SELECT '' AS label, sum(chunk_count)::float8 AS value FROM document_versions WHERE indexed_at IS NOT NULL`,
  },
  {
    figure: 'sessions by kind',
    expression: 'sum by (kind) (sarvanom_sessions)',
    sql: counted(
      ['browser', 'token'],
      'SELECT kind::text, count(*) FROM sessions WHERE expires_at > now() AND ends_at > now() GROUP BY 1',
    ),
  },
  {
    figure: 'sign-ins by outcome',
    expression: 'sum by (outcome) (sarvanom_sign_ins_total)',
    sql: counted(
      ['success', 'denied', 'limited'],
      `SELECT CASE WHEN detail->>'reason' = 'too many attempts' THEN 'limited' ELSE result::text END, count(*)
       FROM audit_events WHERE action = 'auth.login' GROUP BY 1`,
    ),
  },
  {
    figure: 'jobs by state',
    expression: 'sum by (state) (sarvanom_jobs)',
    sql: counted(
      ['waiting', 'active'],
      `SELECT CASE WHEN state = 'active' THEN 'active' ELSE 'waiting' END, count(*)
       FROM pgboss.job WHERE state IN ('created', 'retry', 'active') GROUP BY 1`,
    ),
  },
]

export interface Comparison {
  figure: string
  prometheus: string
  postgresql: string
  equal: boolean
}

const text = (values: readonly (readonly [label: string, value: number])[]) =>
  values
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, value]) => (label ? `${label} ${value}` : String(value)))
    .join(', ')

/** What the last scrape and the rows say of each figure. Nothing may be under way, or the two look at different moments. */
export async function compare(prometheus: Prometheus, db: Database): Promise<Comparison[]> {
  const at = await prometheus.nextScrape()
  return Promise.all(
    pairs.map(async ({ figure, expression, sql }) => {
      const samples = await prometheus.query(expression, at)
      const { rows } = await asSystem(() => db.pool.query<{ label: string; value: number }>(sql))
      const told = text(samples.map(({ labels, value }) => [Object.values(labels)[0] ?? '', value] as const))
      const stored = text(rows.map(({ label, value }) => [label, value] as const))
      return { figure, prometheus: told, postgresql: stored, equal: told === stored }
    }),
  )
}
