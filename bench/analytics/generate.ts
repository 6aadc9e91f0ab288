// Fills a migrated database with questions as many people would have asked them in two years: runs, answers' figures, ratings,
// uses of documents and searches, by SQL alone. Answers' texts and events are left out: no figure is read from them.
import type { Database } from '../../packages/db/src/index.ts'

type Client = Awaited<ReturnType<Database['pool']['connect']>>

export interface Size {
  runs: number
  users: number
  collections: number
  documents: number
  searches: number
  /** Days up to `until` over which all of it lies. */
  days: number
  until: Date
}

/** Shares fall as in Zipf's law, near enough: the first of n is chosen most, by x -> n^x - 1. */
const zipf = (n: string, from = 'random()') => `floor(power((${n} + 1)::float8, ${from}))::int`

const statements = [
  // The rows are made whole: what triggers would do for each is done once at the end.
  `SET session_replication_role = replica`,
  `INSERT INTO users (id, email, name, role_name, updated_at)
   SELECT 'u' || n, 'u' || n || '@example.org', 'User ' || n, 'member', now() FROM generate_series(1, $USERS) n`,
  `INSERT INTO collections (id, name, updated_at)
   SELECT 'c' || n, 'Collection ' || n, now() FROM generate_series(1, $COLLECTIONS) n`,
  `INSERT INTO collection_members (collection_id, user_id, level)
   SELECT 'c' || n, 'u1', 'owner' FROM generate_series(1, $COLLECTIONS) n`,
  `INSERT INTO documents (id, collection_id, title, identity, status, current_version_id, created_by_id, created_at, updated_at)
   SELECT 'd' || n, 'c' || ${zipf('$COLLECTIONS')}, 'Document ' || n, 'external:' || n, 'indexed', 'v' || n,
     'u' || ${zipf('$USERS')}, $UNTIL - random() * $SPAN, now()
   FROM generate_series(1, $DOCUMENTS) n`,
  `INSERT INTO document_versions (id, document_id, number, content_hash, byte_size, media_type, text, chunk_count, indexed_at)
   SELECT replace(id, 'd', 'v'), id, 1, id, 4, 'text/plain', 'Text', 1, created_at + interval '1 minute' FROM documents`,
  `INSERT INTO threads (id, user_id, title, updated_at) SELECT 't' || n, 'u' || n, 'Thread', now() FROM generate_series(1, $USERS) n`,
  `CREATE TEMP TABLE asked AS
   SELECT lpad(n::text, 36, 'q') AS id, ${zipf('$USERS')} AS u, $UNTIL - random() * $SPAN AS at,
     CASE WHEN random() < 0.3 THEN ARRAY['c' || ${zipf('$COLLECTIONS')}] ELSE '{}' END AS collections,
     random() AS fate, exp(7 + 1.5 * (random() + random() + random() - 1.5)) AS took
   FROM generate_series(1, $RUNS) n`,
  `INSERT INTO queries (id, thread_id, user_id, question, mode, collection_ids, all_collections, status, created_at, completed_at)
   SELECT id, 't' || u, 'u' || u, 'What is known about topic ' || id || '?', 'standard', collections, collections = '{}',
     'completed', at, at + took * interval '1 millisecond' FROM asked`,
  `INSERT INTO runs (id, query_id, attempt, status, user_id, created_at, started_at, completed_at, first_content_at, answer_kind,
     model, supported, contradicted, not_found, failed_agent, error_code, error_message, model_calls, input_tokens, output_tokens, latencies,
     step_latencies)
   SELECT replace(id, 'q', 'r'), id, 1, status, 'u' || u, at, at, at + took * interval '1 millisecond',
     CASE WHEN kind IS NULL THEN NULL ELSE at + took / 2 * interval '1 millisecond' END, kind,
     CASE WHEN kind = 'generated' THEN 'model-' || 1 + (took::int % 2) END,
     CASE WHEN kind IN ('generated', 'extractive') THEN (took::int % 5) ELSE 0 END, (coalesce(kind = 'generated', false) AND took::int % 40 = 0)::int,
     (took::int % 3), CASE WHEN status = 'failed' THEN 'synthesizer' END,
     CASE WHEN status = 'failed' THEN 'internal' END, CASE WHEN status = 'failed' THEN 'Broken' END, 2, 2000 + took::int % 3000, 200 + took::int % 500,
     CASE WHEN kind IS NULL THEN NULL ELSE set_byte(set_byte('\\x0000'::bytea, 0, latency_bin(took)), 1, latency_bin(took / 2)) END,
     set_byte(set_byte(set_byte(set_byte(set_byte(set_byte('\\x000000000000'::bytea, 0, latency_bin(took / 50)),
       1, latency_bin(took / 10)), 2, latency_bin(took / 2)), 3, latency_bin(took / 4)), 4, latency_bin(took / 40)),
       5, CASE WHEN status = 'failed' THEN 3 ELSE 0 END)
   FROM (SELECT *,
     CASE WHEN fate < 0.03 THEN 'failed' WHEN fate < 0.05 THEN 'cancelled' ELSE 'completed' END::run_status AS status,
     CASE WHEN fate < 0.05 THEN NULL WHEN fate < 0.13 THEN 'none' WHEN fate < 0.4 THEN 'extractive' ELSE 'generated' END::answer_kind AS kind
     FROM asked) made`,
  `INSERT INTO document_uses (run_id, document_id, collection_id, query_id, user_id, at, asked_at, claims)
   SELECT replace(used.id, 'q', 'r'), d.id, d.collection_id, used.id, 'u' || u, at, at, 1 + (took::int % 3)
   FROM (SELECT *, 'd' || ${zipf('$DOCUMENTS')} AS document FROM asked, generate_series(1, 3) WHERE fate >= 0.13) used
   JOIN documents d ON d.id = used.document
   ON CONFLICT DO NOTHING`,
  `INSERT INTO feedback (query_id, user_id, rating, updated_at)
   SELECT id, 'u' || u, CASE WHEN fate < 0.4 THEN 'down' ELSE 'up' END::rating, at FROM asked WHERE took::int % 10 = 0`,
  `INSERT INTO searches (id, user_id, at, collection_ids, query, hits, took_ms)
   SELECT lpad(n::text, 36, 's'), 'u' || ${zipf('$USERS')}, $UNTIL - random() * interval '90 days',
     CASE WHEN random() < 0.3 THEN ARRAY['c' || ${zipf('$COLLECTIONS')}] ELSE '{}' END, 'topic ' || n,
     CASE WHEN random() < 0.08 THEN 0 ELSE 10 END, 8 FROM generate_series(1, $SEARCHES) n`,
  `INSERT INTO bucket_marks (bucket) SELECT DISTINCT quarter_hour(created_at) FROM queries`,
  `DROP TABLE asked`,
  `SET session_replication_role = origin`,
]

/** @param client of a superuser, because what triggers and foreign keys would do for every row is left out */
export async function generate(client: Client, size: Size): Promise<void> {
  const values: Record<string, string> = {
    $USERS: String(size.users),
    $COLLECTIONS: String(size.collections),
    $DOCUMENTS: String(size.documents),
    $SEARCHES: String(size.searches),
    $RUNS: String(size.runs),
    $UNTIL: `'${size.until.toISOString()}'::timestamptz`,
    $SPAN: `interval '${size.days} days'`,
  }
  await client.query("SELECT setseed(0.42); SET work_mem = '256MB'; SET maintenance_work_mem = '512MB'")
  for (const statement of statements) {
    const sql = statement.replaceAll(/\$[A-Z]+/g, (name) => values[name] ?? name)
    await client.query(sql)
  }
  await client.query('VACUUM ANALYZE')
}
