import type { Database } from '@sarvanom/db'

/** What one statement says of the database itself, and of the runs in it. */
export interface DatabaseFacts {
  version: string
  bytes: number
  runs: { pending: number; running: number; oldestAt: Date | null }
}

export async function readFacts({ pool }: Pick<Database, 'pool'>): Promise<DatabaseFacts> {
  const text = `
    SELECT current_setting('server_version') AS version, pg_database_size(current_database())::float8 AS bytes,
           count(*) FILTER (WHERE status = 'pending')::int AS pending,
           count(*) FILTER (WHERE status = 'running')::int AS running,
           min(created_at) AS "oldestAt"
    FROM runs WHERE status IN ('pending', 'running')`
  type Row = { version: string; bytes: number; pending: number; running: number; oldestAt: Date | null }
  const { rows } = await pool.query<Row>(text)
  const [row] = rows
  if (!row) throw new Error('the database told nothing of itself')
  const { version, bytes, ...runs } = row
  return { version, bytes, runs }
}
