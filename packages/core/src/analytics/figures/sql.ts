// Pieces of SQL that the reads and the rollup share. $1 are the starts of the parts and $2 is the end of the last; $3 is the
// collection ('' for all) and $4 the person.

export const starts = '$1::timestamptz[]'
const first = `(${starts})[1]`
export const within = (column: string) => `${column} >= ${first} AND ${column} < $2::timestamptz`
export const partAt = (column: string) => `width_bucket(${column}, ${starts})`

const epoch = "'1970-01-01 00:00:00+00'::timestamptz"
const lengthOf = (minutes: number) => `interval '${minutes} minutes'`
export const bucketAt = (minutes: number, column: string) => `date_bin(${lengthOf(minutes)}, ${column}, ${epoch})`

/** Buckets of that length whose sums no longer hold: rows of their quarters are read as they are. */
export const marked = (minutes: number) => `marked AS MATERIALIZED (
    SELECT DISTINCT ${bucketAt(minutes, 'bucket')} AS bucket FROM bucket_marks WHERE ${within('bucket')}
  ), quarters AS MATERIALIZED (
    SELECT marked.bucket + n * interval '15 minutes' AS bucket FROM marked, generate_series(0, ${minutes / 15 - 1}) n
  )`
/** The condition of sums `b` that hold. */
export const holding = (minutes: number) => `b.collection_id = $3 AND b.minutes = ${minutes} AND ${within('b.bucket')}
  AND NOT EXISTS (SELECT FROM marked WHERE marked.bucket = b.bucket)`
export const inBucket = (minutes: number, buckets: string, column: string) =>
  `${column} >= ${buckets}.bucket AND ${column} < ${buckets}.bucket + ${lengthOf(minutes)}`

// PostgreSQL takes a join on a range for one that keeps a ninth of all pairs, and reads the whole table instead of the index.
// OFFSET 0 keeps it from making a join of this, so that each range is looked up.
export const each = (ranges: string, rows: string) => `${ranges} CROSS JOIN LATERAL (SELECT * FROM ${rows} OFFSET 0)`
const inQuarter = "one.created_at >= quarters.bucket AND one.created_at < quarters.bucket + interval '15 minutes'"
/**
 * The quarters with each of their questions `q`, their ended runs `r`, and the ratings `f` of these questions. By a range of the
 * column itself: under row-level security an index on an expression is not used.
 */
export const questionsIn = (quarters: string) => `${each(quarters, `queries one WHERE ${inQuarter}`)} q`
export const runsIn = (quarters: string) =>
  `${each(quarters, `runs one WHERE ${inQuarter} AND one.completed_at IS NOT NULL ORDER BY one.created_at`)} r`
export const withRatings = (questions: string) => `${each(questions, 'feedback rated WHERE rated.query_id = q.id')} f`

// Scalar, because PostgreSQL may answer an EXISTS by reading all of the table once.
/** Whether a question was limited to the collection, or an answer to it cites a document of it. */
export const questionCounts = (query: string) => `($3 = ''
  OR $3 = ANY (${query}.collection_ids)
  OR (SELECT true FROM runs cr JOIN document_uses cu ON cu.run_id = cr.id JOIN documents cd ON cd.id = cu.document_id
      WHERE cr.query_id = ${query}.id AND cd.collection_id = $3 LIMIT 1) IS TRUE)`

/** The same of a run: of what it cites itself. */
export const runCounts = (run: string) => `($3 = ''
  OR (SELECT $3 = ANY (cq.collection_ids) FROM queries cq WHERE cq.id = ${run}.query_id) IS TRUE
  OR (SELECT true FROM document_uses cu JOIN documents cd ON cd.id = cu.document_id
      WHERE cu.run_id = ${run}.id AND cd.collection_id = $3 LIMIT 1) IS TRUE)`

/** What one person's questions and runs have to do with the collection: found at once, not one by one. */
export const ofCollection = `cited AS MATERIALIZED (
    SELECT cu.query_id, cu.run_id, cu.at FROM document_uses cu JOIN documents cd ON cd.id = cu.document_id
    WHERE cu.user_id = $4 AND cu.at >= ${first} AND cu.claims > 0 AND cd.collection_id = $3
  ), limited AS MATERIALIZED (
    SELECT cq.id FROM queries cq WHERE cq.user_id = $4 AND NOT cq.all_collections AND $3 = ANY (cq.collection_ids)
  )`
/** Whether these are of the collection. */
export const questionCountsOfPerson = (query: string) => `($3 = ''
  OR ${query}.id IN (SELECT id FROM limited) OR ${query}.id IN (SELECT query_id FROM cited))`
export const runCountsOfPerson = (run: string) => `($3 = ''
  OR ${run}.query_id IN (SELECT id FROM limited) OR ${run}.id IN (SELECT run_id FROM cited))`

/** What an ended run counts, in the columns of `run_buckets`. */
export const runColumns = `coalesce(r.model, '') AS model,
  (r.status = 'completed' AND r.answer_kind IS DISTINCT FROM 'none')::int AS answered,
  (r.status = 'completed' AND r.answer_kind IS NOT DISTINCT FROM 'none')::int AS unanswered,
  (r.status = 'failed')::int AS failed, (r.status = 'cancelled')::int AS cancelled,
  r.supported, r.contradicted, r.not_found, r.model_calls, r.input_tokens, r.output_tokens,
  coalesce(r.latencies, '') AS latencies, coalesce(r.step_latencies, '') AS step_latencies,
  CASE WHEN r.status = 'completed' AND r.answer_kind IS NOT DISTINCT FROM 'none' THEN int4send(u.number) ELSE '' END
    AS unanswered_askers`

/** What a rating counts, in the columns of `question_buckets`. */
export const ratingColumns = `0 AS questions, (f.rating = 'up')::int AS up, (f.rating = 'down')::int AS down,
  ''::bytea AS askers, CASE WHEN f.rating = 'down' THEN int4send(u.number) ELSE '' END AS low_rated`
export const questionColumns = `1 AS questions, 0 AS up, 0 AS down, int4send(u.number) AS askers, ''::bytea AS low_rated`
