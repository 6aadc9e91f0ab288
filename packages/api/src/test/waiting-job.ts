import { randomUUID } from 'node:crypto'
import type { TestCore } from '@sarvanom/core/testing'

/** A job of a queue whose jobs may be cancelled, due in an hour. */
export async function waitingJob({ core, db }: TestCore): Promise<string> {
  const key = randomUUID()
  await core.jobs.enqueue('index.rebuild', [{}], { key, delaySeconds: 3600 })
  const text = 'select id::text from pgboss.job where singleton_key = $1'
  const { rows } = await db.pool.query<{ id: string }>(text, [key])
  return rows[0]?.id ?? ''
}
