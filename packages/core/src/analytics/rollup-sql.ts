import {
  type BucketTable,
  bucketAt,
  questionColumns,
  questionsIn,
  ratingColumns,
  runColumns,
  runsIn,
  searchesIn,
  withRatings,
} from './figures/sql.ts'

// Each of the first three takes a relation by the name `ranges`, with `begins` and `ends`: whole quarters of an hour that are
// summed up.

export const sumQuestions = (ranges: string) => `WITH asked AS MATERIALIZED (
    SELECT q.id, q.user_id, q.collection_ids, quarter_hour(q.created_at) AS bucket FROM ${questionsIn(ranges)}
  ), counted AS (
    SELECT q.id, q.bucket, ${questionColumns} FROM asked q
    UNION ALL
    SELECT q.id, q.bucket, ${ratingColumns}
    FROM ${withRatings('asked q')}
  ), of_collection AS (
    SELECT id, '' AS collection_id FROM asked
    UNION ALL (
      SELECT id, unnest(collection_ids) FROM asked
      UNION SELECT q.id, c.collection_id FROM asked q JOIN runs r ON r.query_id = q.id
            JOIN document_uses c ON c.run_id = r.id
    )
  )
  ${insertSums('question_buckets', '15', 'bucket', 'counted JOIN of_collection USING (id)')}`

export const sumRuns = (ranges: string) => `WITH counted AS MATERIALIZED (
    SELECT r.id, r.query_id, quarter_hour(r.created_at) AS bucket, ${runColumns}
    FROM ${runsIn(ranges)}
  ), of_collection AS MATERIALIZED (
    SELECT id, '' AS collection_id FROM counted
    UNION ALL (
      SELECT r.id, unnest(q.collection_ids) FROM counted r JOIN queries q ON q.id = r.query_id
      UNION SELECT r.id, c.collection_id FROM counted r JOIN document_uses c ON c.run_id = r.id
    )
  ), of_models AS (
    ${insertSums('model_buckets', '15', 'bucket', "counted JOIN of_collection USING (id) WHERE model <> ''")}
  )
  ${insertSums('run_buckets', '15', 'bucket', 'counted JOIN of_collection USING (id)')}`

export const sumSearches = (ranges: string) => `WITH made AS MATERIALIZED (
    SELECT s.collection_ids, quarter_hour(s.at) AS bucket, 1 AS searches, (s.hits = 0)::int AS without_hits
    FROM ${searchesIn(ranges)}
  ), counted AS (
    SELECT '' AS collection_id, bucket, searches, without_hits FROM made
    UNION ALL
    SELECT one.id, bucket, searches, without_hits
    FROM made CROSS JOIN LATERAL (SELECT DISTINCT id FROM unnest(collection_ids) AS id) one
  )
  ${insertSums('search_buckets', '15', 'bucket', 'counted')}`

const adding = (...columns: string[]) => columns.map((column) => [column, `sum(${column})`] as const)
const joining = (...columns: string[]) => columns.map((column) => [column, `string_agg(${column}, ''::bytea)`] as const)

/** What a bucket has beside its collection, length and beginning: further keys, and how each sum is made. */
const tables: Record<BucketTable, { keys: string[]; sums: (readonly [column: string, sum: string])[] }> = {
  question_buckets: {
    keys: [],
    sums: [...adding('questions', 'up', 'down'), ...joining('askers', 'low_rated')],
  },
  run_buckets: {
    keys: [],
    sums: [
      ...adding('answered', 'unanswered', 'failed', 'cancelled', 'supported', 'contradicted', 'not_found'),
      ...adding('model_calls', 'input_tokens', 'output_tokens'),
      ...joining('latencies', 'step_latencies', 'unanswered_askers'),
    ],
  },
  model_buckets: { keys: ['model'], sums: adding('answers', 'input_tokens', 'output_tokens') },
  search_buckets: { keys: [], sums: adding('searches', 'without_hits') },
}
export const bucketTables = Object.keys(tables) as BucketTable[]

/** Sums up rows, which have the columns of the table. */
function insertSums(table: BucketTable, minutes: string, bucket: string, rows: string): string {
  const { keys, sums } = tables[table]
  const names = ['collection_id', 'minutes', 'bucket', ...keys, ...sums.map(([column]) => column)]
  const values = ['collection_id', minutes, bucket, ...keys, ...sums.map(([, sum]) => sum)]
  return `INSERT INTO ${table} (${names.join(', ')}) SELECT ${values.join(', ')} FROM ${rows}
    GROUP BY ${['collection_id', bucket, ...keys].join(', ')}`
}

/** Sums of a longer bucket from those of the next shorter one. $1 are the shorter buckets. */
export const sumUp = (from: number, to: number): string[] =>
  bucketTables.map((table) => {
    const given = `${table} b WHERE b.minutes = ${from} AND b.bucket = ANY ($1::text[]::timestamptz[])`
    return insertSums(table, String(to), bucketAt(to, 'b.bucket'), given)
  })
