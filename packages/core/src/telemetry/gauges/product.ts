import { asSystem, type Database } from '@sarvanom/db'
import type { Registry } from 'prom-client'
import { type Definition, registerGroup, type Sample } from './group.ts'

export interface ProductOptions {
  db: Database
  version: string
  index(): Promise<{ rows: number; unindexedRows: number; fragments: number }>
  jobs(): Promise<readonly { queue: string; waiting: number; active: number; oldestSeconds: number }[]>
  model(): { configured: boolean; resting: boolean }
}

const poolDefinitions = {
  build_info: { help: 'Always 1; which version runs, on which Node.', labels: ['version', 'node'] },
  db_pool_connections: { help: 'Connections of the pool, by state.', labels: ['state'] },
  db_pool_max: { help: 'Connections that the pool may have.' },
  db_pool_waiting: { help: 'Statements and transactions that wait for a connection.' },
  model_configured: { help: '1 where a language model is configured, else 0.' },
  model_resting: { help: '1 while the language model failed too often and is left to rest, else 0.' },
} as const satisfies Record<string, Definition>

const rowDefinitions = {
  documents: { help: 'Documents, by status.', labels: ['status'] },
  runs_open: { help: 'Runs that have not ended, of all servers, by status.', labels: ['status'] },
  sessions: { help: 'Sessions that are signed in, by kind.', labels: ['kind'] },
} as const satisfies Record<string, Definition>

const jobDefinitions = {
  jobs: { help: 'Jobs that wait or are worked on, of all servers, by queue.', labels: ['queue', 'state'] },
  jobs_oldest_seconds: { help: 'How long the oldest job that is due has waited, by queue.', labels: ['queue'] },
} as const satisfies Record<string, Definition>

const indexDefinitions = {
  index_rows: { help: 'Chunks in the index.' },
  index_unindexed_rows: { help: 'Chunks that searches scan until the next maintenance.' },
  index_fragments: { help: 'Pieces that the table of the index consists of.' },
} as const satisfies Record<string, Definition>

/** What the product holds, read from its own parts. Every server on one database tells the same rows: do not sum them. */
export function registerProduct(registry: Registry, { db, version, index, jobs, model }: ProductOptions): void {
  registerGroup(registry, {
    freshMs: 0,
    definitions: poolDefinitions,
    async read() {
      const { totalCount, idleCount, waitingCount, options } = db.pool
      const { configured, resting } = model()
      return {
        build_info: [[1, { version, node: process.version }]],
        db_pool_connections: [
          [idleCount, { state: 'idle' }],
          [totalCount - idleCount, { state: 'busy' }],
        ],
        db_pool_max: [[options.max ?? 10]],
        db_pool_waiting: [[waitingCount]],
        model_configured: [[Number(configured)]],
        model_resting: [[Number(resting)]],
      }
    },
  })
  registerGroup(registry, {
    freshMs: 1000,
    definitions: rowDefinitions,
    read: () => asSystem(() => readRows(db)),
  })
  registerGroup(registry, {
    freshMs: 60_000,
    definitions: { chunks: { help: 'Chunks of the current versions of all documents, once a minute.' } },
    async read() {
      const text = `SELECT coalesce(sum(v.chunk_count), 0)::float8 AS chunks
        FROM documents d JOIN document_versions v ON v.id = d.current_version_id`
      const { rows } = await asSystem(() => db.pool.query<{ chunks: number }>(text))
      return { chunks: [[rows[0]?.chunks ?? 0]] }
    },
  })
  registerGroup(registry, {
    freshMs: 1000,
    definitions: jobDefinitions,
    async read() {
      const queues = await jobs()
      return {
        jobs: queues.flatMap(({ queue, waiting, active }): Sample[] => [
          [waiting, { queue, state: 'waiting' }],
          [active, { queue, state: 'active' }],
        ]),
        jobs_oldest_seconds: queues.map(({ queue, oldestSeconds }): Sample => [oldestSeconds, { queue }]),
      }
    },
  })
  registerGroup(registry, {
    freshMs: 5000,
    definitions: indexDefinitions,
    async read() {
      const { rows, unindexedRows, fragments } = await index()
      return { index_rows: [[rows]], index_unindexed_rows: [[unindexedRows]], index_fragments: [[fragments]] }
    },
  })
}

/** Every status and kind, also those of which there is none: 0 is a count, an absent series is not. */
const rowsText = `
  SELECT 'documents' AS figure, s.status::text AS label, coalesce(d.count, 0)::int AS value
  FROM unnest(enum_range(NULL::document_status)) AS s(status)
  LEFT JOIN (SELECT status, count(*) FROM documents GROUP BY status) d USING (status)
  UNION ALL
  SELECT 'runs_open', s.label, (SELECT count(*)::int FROM runs r WHERE r.status = s.label::run_status)
  FROM unnest(ARRAY['pending', 'running']) AS s(label)
  UNION ALL
  SELECT 'sessions', s.label,
    (SELECT count(*)::int FROM sessions k WHERE k.kind::text = s.label AND k.expires_at > now() AND k.ends_at > now())
  FROM unnest(enum_range(NULL::session_kind)::text[]) AS s(label)`

async function readRows(db: Database): Promise<Record<keyof typeof rowDefinitions, Sample[]>> {
  const { rows } = await db.pool.query<{ figure: keyof typeof rowDefinitions; label: string; value: number }>(rowsText)
  const of = (figure: keyof typeof rowDefinitions, label: string) =>
    rows.filter((row) => row.figure === figure).map((row): Sample => [row.value, { [label]: row.label }])
  return {
    documents: of('documents', 'status'),
    runs_open: of('runs_open', 'status'),
    sessions: of('sessions', 'kind'),
  }
}
