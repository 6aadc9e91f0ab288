// Pieces of SQL that the reads and the rollup share; `parameters.ts` gives what they name.

const starts = ':starts::timestamptz[]'
const first = `(${starts})[1]`
export const within = (column: string) => `${column} >= ${first} AND ${column} < :end::timestamptz`
export const partAt = (column: string) => `width_bucket(${column}, ${starts})`
/** One row for each part. What is counted for each of them by itself needs no sorting. */
export const parts = `unnest(${starts}, :ends::timestamptz[]) WITH ORDINALITY AS parts(begins, ends, part)`
export const inPart = (column: string) => `${column} >= parts.begins AND ${column} < parts.ends`

const epoch = "'1970-01-01 00:00:00+00'::timestamptz"
export const bucketAt = (minutes: number, column: string) =>
  `date_bin(interval '${minutes} minutes', ${column}, ${epoch})`

// PostgreSQL takes a join on a range for one that keeps a ninth of all pairs, and reads the whole table instead of the index.
// OFFSET 0 keeps it from making a join of this, so that each range is looked up.
export const each = (ranges: string, rows: string) => `${ranges} CROSS JOIN LATERAL (SELECT * FROM ${rows} OFFSET 0)`
const inRange = (column: string) => `one.${column} >= ranges.begins AND one.${column} < ranges.ends`
// As rows, so that only the primary key serves: PostgreSQL would take the index on the bucket alone, which finds those of every
// collection and length.
const inBucketRange = `(one.collection_id, one.minutes, one.bucket) >= (:collection, ranges.minutes, ranges.begins)
  AND (one.collection_id, one.minutes, one.bucket) < (:collection, ranges.minutes, ranges.ends)`
export type BucketTable = 'question_buckets' | 'run_buckets' | 'model_buckets' | 'search_buckets'
/** The sums of a cover, as `b`. */
export const bucketsIn = (table: BucketTable) =>
  `${each(
    'unnest(:sumMinutes::int[], :sumBegins::timestamptz[], :sumEnds::timestamptz[]) AS ranges(minutes, begins, ends)',
    `${table} one WHERE ${inBucketRange}`,
  )} b`
/** The rows of a cover, as `ranges`. */
export const unsummed = 'unnest(:rowBegins::timestamptz[], :rowEnds::timestamptz[]) AS ranges(begins, ends)'
const newest = 'ORDER BY one.created_at DESC, one.id DESC'
const whose = (ofPerson: boolean) => (ofPerson ? 'one.user_id = :person AND' : '')
/**
 * The questions `q` of ranges, of everybody or of one person, their ended runs `r`, and the ratings `f` of these questions; each
 * the newest first.
 */
export const questionsIn = (ranges: string, ofPerson = false) =>
  `${each(ranges, `queries one WHERE ${whose(ofPerson)} ${inRange('created_at')} ${newest}`)} q`
export const runsIn = (ranges: string, ofPerson = false) =>
  `${each(ranges, `runs one WHERE ${whose(ofPerson)} ${inRange('created_at')} AND one.completed_at IS NOT NULL ${newest}`)} r`
export const searchesIn = (ranges: string) =>
  `${each(ranges, `searches one WHERE ${inRange('at')} AND one.hits >= 0`)} s`
export const withRatings = (questions: string) => `${each(questions, 'feedback rated WHERE rated.query_id = q.id')} f`

// Scalar, because PostgreSQL may answer an EXISTS by reading all of the table once.
/** Whether a question was limited to the collection, or an answer to it cites a document of it. */
export const questionCounts = (query: string) => `(:collection = ''
  OR :collection = ANY (${query}.collection_ids)
  OR (SELECT true FROM runs cr JOIN document_uses cu ON cu.run_id = cr.id
      WHERE cr.query_id = ${query}.id AND cu.collection_id = :collection LIMIT 1) IS TRUE)`

/** The same of a run: of what it cites itself. */
export const runCounts = (run: string) => `(:collection = ''
  OR (SELECT :collection = ANY (cq.collection_ids) FROM queries cq WHERE cq.id = ${run}.query_id) IS TRUE
  OR (SELECT true FROM document_uses cu WHERE cu.run_id = ${run}.id AND cu.collection_id = :collection LIMIT 1) IS TRUE)`

/** What one person's questions and runs have to do with the collection: found at once, not one by one. */
export const ofCollection = `cited AS MATERIALIZED (
    SELECT cu.query_id, cu.run_id, cu.asked_at FROM document_uses cu
    WHERE cu.user_id = :person AND cu.collection_id = :collection AND cu.at >= ${first} AND cu.claims > 0
  ), limited AS MATERIALIZED (
    SELECT cq.id, cq.created_at FROM queries cq
    WHERE cq.user_id = :person AND NOT cq.all_collections AND :collection = ANY (cq.collection_ids)
  )`
/** Whether these are of the collection. */
export const questionCountsOfPerson = (query: string) => `(:collection = ''
  OR ${query}.id IN (SELECT id FROM limited) OR ${query}.id IN (SELECT query_id FROM cited))`
export const runCountsOfPerson = (run: string) => `(:collection = ''
  OR ${run}.query_id IN (SELECT id FROM limited) OR ${run}.id IN (SELECT run_id FROM cited))`

// By the key, one by one: for each range again PostgreSQL would read all users.
const askerOf = (row: string) => `int4send((SELECT number FROM users WHERE id = ${row}.user_id))`

/** What an ended run counts, in the columns of `run_buckets`; without who asked, for whom that is known. */
export const runColumnsOfPerson = `coalesce(r.model, '') AS model, (r.status = 'completed')::int AS answers,
  (r.status = 'completed' AND r.answer_kind IS DISTINCT FROM 'none')::int AS answered,
  (r.status = 'completed' AND r.answer_kind IS NOT DISTINCT FROM 'none')::int AS unanswered,
  (r.status = 'failed')::int AS failed, (r.status = 'cancelled')::int AS cancelled,
  r.supported, r.contradicted, r.not_found, r.model_calls, r.input_tokens, r.output_tokens,
  coalesce(r.latencies, '') AS latencies, coalesce(r.step_latencies, '') AS step_latencies`
export const runColumns = `${runColumnsOfPerson},
  CASE WHEN r.status = 'completed' AND r.answer_kind IS NOT DISTINCT FROM 'none' THEN ${askerOf('r')} ELSE '' END
    AS unanswered_askers`

/** What a rating counts, in the columns of `question_buckets`. */
export const ratingColumns = `0 AS questions, (f.rating = 'up')::int AS up, (f.rating = 'down')::int AS down,
  ''::bytea AS askers, CASE WHEN f.rating = 'down' THEN ${askerOf('q')} ELSE '' END AS low_rated`
export const questionColumns = `1 AS questions, 0 AS up, 0 AS down, ${askerOf('q')} AS askers, ''::bytea AS low_rated`
