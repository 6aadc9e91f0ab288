import {
  bucketAt,
  each,
  questionColumns,
  questionsIn,
  ratingColumns,
  runColumns,
  runsIn,
  withRatings,
} from './figures/sql.ts'

// Each takes a relation by the name `quarters`, with the column `bucket`: the quarters of an hour that are summed up.

export const sumQuestions = (quarters: string) => `WITH asked AS MATERIALIZED (
    SELECT q.id, q.user_id, q.collection_ids, quarters.bucket FROM ${questionsIn(quarters)}
  ), counted AS (
    SELECT q.id, q.bucket, ${questionColumns} FROM asked q JOIN users u ON u.id = q.user_id
    UNION ALL
    SELECT q.id, q.bucket, ${ratingColumns}
    FROM ${withRatings('asked q')} JOIN users u ON u.id = q.user_id
  ), of_collection AS (
    SELECT id, '' AS collection FROM asked
    UNION ALL (
      SELECT id, unnest(collection_ids) FROM asked
      UNION SELECT q.id, d.collection_id FROM asked q JOIN runs r ON r.query_id = q.id
            JOIN document_uses c ON c.run_id = r.id JOIN documents d ON d.id = c.document_id
    )
  )
  INSERT INTO question_buckets (collection_id, minutes, bucket, questions, up, down, askers, low_rated)
  SELECT collection, 15, bucket, sum(questions), sum(up), sum(down), string_agg(askers, ''::bytea),
    string_agg(low_rated, ''::bytea)
  FROM counted JOIN of_collection USING (id)
  GROUP BY collection, bucket`

const runBucketColumns = `collection_id, minutes, bucket, model, answered, unanswered, failed, cancelled, supported,
  contradicted, not_found, model_calls, input_tokens, output_tokens, latencies, step_latencies, unanswered_askers`
const runBucketSums = `sum(answered), sum(unanswered), sum(failed), sum(cancelled), sum(supported), sum(contradicted),
  sum(not_found), sum(model_calls), sum(input_tokens), sum(output_tokens), string_agg(latencies, ''::bytea),
  string_agg(step_latencies, ''::bytea), string_agg(unanswered_askers, ''::bytea)`

export const sumRuns = (quarters: string) => `WITH counted AS MATERIALIZED (
    SELECT r.id, r.query_id, quarters.bucket, ${runColumns}
    FROM ${runsIn(quarters)} JOIN users u ON u.id = r.user_id
  ), of_collection AS (
    SELECT id, '' AS collection FROM counted
    UNION ALL (
      SELECT r.id, unnest(q.collection_ids) FROM counted r JOIN queries q ON q.id = r.query_id
      UNION SELECT r.id, d.collection_id FROM counted r JOIN document_uses c ON c.run_id = r.id
            JOIN documents d ON d.id = c.document_id
    )
  )
  INSERT INTO run_buckets (${runBucketColumns})
  SELECT collection, 15, bucket, model, ${runBucketSums}
  FROM counted JOIN of_collection USING (id)
  GROUP BY collection, bucket, model`

const quartersOf = (quarters: string, table: string) =>
  `(SELECT DISTINCT ${bucketAt(60, 'quarters.bucket')} AS hour FROM ${quarters}) hours CROSS JOIN generate_series(0, 3) n
   JOIN ${table} b ON b.minutes = 15 AND b.bucket = hours.hour + n * interval '15 minutes'`

/** Hours are summed up from their quarters. One of these may still be marked, and then so is the hour. */
export const sumHours = (quarters: string) => [
  `INSERT INTO question_buckets (collection_id, minutes, bucket, questions, up, down, askers, low_rated)
   SELECT collection_id, 60, hour, sum(questions), sum(up), sum(down), string_agg(askers, ''::bytea),
     string_agg(low_rated, ''::bytea)
   FROM ${quartersOf(quarters, 'question_buckets')} GROUP BY collection_id, hour`,
  `INSERT INTO run_buckets (${runBucketColumns})
   SELECT collection_id, 60, hour, model, ${runBucketSums}
   FROM ${quartersOf(quarters, 'run_buckets')} GROUP BY collection_id, hour, model`,
]

/** The first instant of the UTC month of an instant, and of the next one, whatever zone the connection is in. */
export const monthOf = (column: string) => `date_trunc('month', ${column} AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'`
export const monthAfter = (month: string) => `(${month} AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC'`

export const sumMonths = (months: string) => `INSERT INTO document_months (month, document_id, claims, answers)
  SELECT months.month, c.document_id, sum(c.claims), count(*)
  FROM ${each(
    `${months} AS months(month)`,
    `document_uses o WHERE o.at >= months.month AND o.at < ${monthAfter('months.month')} AND o.claims > 0`,
  )} c
  GROUP BY 1, 2`
