import type { Database } from '@sarvanom/db'

export interface OpenJob {
  id: string
  queue: string
  state: 'waiting' | 'running'
  createdAt: Date
  /** When the attempt under way began. */
  startedAt: Date | null
  /** 1 for the first. */
  attempt: number
}

/** The jobs that are worked on, and those of `listed` queues that wait: the oldest first, `limit` at most. */
export async function readOpenJobs(
  { pool }: Pick<Database, 'pool'>,
  listed: readonly string[],
  limit: number,
): Promise<OpenJob[]> {
  const text = `
    SELECT id::text, name AS queue, CASE WHEN state = 'active' THEN 'running' ELSE 'waiting' END AS state,
           created_on AS "createdAt", CASE WHEN state = 'active' THEN started_on END AS "startedAt",
           retry_count + 1 AS attempt
    FROM pgboss.job
    WHERE state = 'active' OR (state < 'active' AND name = ANY ($1))
    ORDER BY state DESC, started_on, created_on LIMIT $2`
  return (await pool.query<OpenJob>(text, [listed, limit])).rows
}
