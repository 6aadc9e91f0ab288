// `node bench/analytics/latency.ts [runs]`: how long each procedure of analytics takes at a million stored runs. Makes a
// database of its own in SARVANOM_BENCH_FOLDER (or the folder for temporary files) and removes it at the end. With
// SARVANOM_BENCH_PLANS="overview,top documents" it shows how PostgreSQL runs the statements of these.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rollUp } from '../../packages/core/src/analytics/rollup.ts'
import { migrate, openDatabase, startEmbeddedPostgres } from '../../packages/db/src/index.ts'
import { generate } from './generate.ts'
import { explain, measure } from './measure.ts'

const runs = Number(process.argv[2] ?? 1_000_000)
const rounds = Number(process.env.SARVANOM_BENCH_ROUNDS ?? 9)
const until = new Date('2026-11-25T12:00:00Z')

const folder = await mkdtemp(join(process.env.SARVANOM_BENCH_FOLDER ?? tmpdir(), 'sarvanom-bench-analytics-'))
const postgres = await startEmbeddedPostgres({ dataDir: folder, durable: false })
const admin = new URL(postgres.adminUrl)
admin.pathname = '/sarvanom'
try {
  await migrate(postgres.url)
  const own = openDatabase({ url: admin.href, poolSize: 1, statementTimeoutMs: 3_600_000 })
  const client = await own.pool.connect()
  const begun = performance.now()
  const seconds = () => `${((performance.now() - begun) / 1000).toFixed(0)} s`
  await generate(client, { runs, users: 1000, collections: 50, documents: 20_000, searches: 300_000, days: 731, until })
  console.log(`${runs} runs after ${seconds()}`)
  const db = openDatabase({ url: postgres.url, poolSize: 1 })
  await rollUp({ db, clock: () => until })
  console.log(`summed up after ${seconds()}`)
  // Some of them change again, as they do in the course of a day.
  await client.query(`UPDATE feedback SET rating = 'down' WHERE query_id IN (SELECT query_id FROM feedback LIMIT 20)`)
  await client.query('VACUUM ANALYZE')
  const { rows: sizes } = await client.query(
    `SELECT relname AS table, reltuples::int AS rows, pg_size_pretty(pg_total_relation_size(oid)) AS size FROM pg_class
     WHERE relname IN ('queries', 'runs', 'document_uses', 'document_sums', 'question_buckets', 'run_buckets', 'model_buckets', 'search_buckets', 'searches')`,
  )
  console.table(sizes)
  await measure(db, until, rounds)
  for (const name of process.env.SARVANOM_BENCH_PLANS?.split(',') ?? []) await explain(db, until, name)
  await db.close()
  client.release()
  await own.close()
} finally {
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
}
