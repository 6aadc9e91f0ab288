import { planning } from '../../packages/core/src/analytics/snapshot.ts'
import type { Database } from '../../packages/db/src/index.ts'

interface Statement {
  sql: string
  values: unknown[]
}

/** The same database, whose connections write down the statements with values that `work` sends. */
export async function statementsOf(db: Database, work: (db: Database) => Promise<unknown>): Promise<Statement[]> {
  const seen: Statement[] = []
  const connect = async () => {
    const client = await db.pool.connect()
    const query = (sql: string, values?: unknown[]) => {
      if (values) seen.push({ sql, values })
      return client.query(sql, values)
    }
    return { query, release: () => client.release() }
  }
  await work({ ...db, pool: { connect } as unknown as Database['pool'] })
  return seen
}

/** How PostgreSQL runs a statement, as it is run by the product. */
export async function planOf(db: Database, { sql, values }: Statement): Promise<string> {
  const client = await db.pool.connect()
  try {
    await client.query(`BEGIN READ ONLY; ${planning}`)
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, BUFFERS OFF) ${sql}`,
      values,
    )
    await client.query('COMMIT')
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  } finally {
    client.release()
  }
}
