import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '@sarvanom/db'

/** "sarvanom index" among PostgreSQL's advisory locks; any constant serves as long as nothing else uses it. */
const LOCK = 7_301_562_048

const WAIT_MS = 500

/** Runs `work` once no one else is building or maintaining the index. @throws when `signal` aborts before that. */
export const waitForIndexLock = async (
  db: Pick<Database, 'pool'>,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> => {
  while (!(await withIndexLock(db, work))) await sleep(WAIT_MS, undefined, { signal })
}

/**
 * Runs `work` unless another process, or another call, is building or maintaining the index. The lock goes with its
 * connection, so one of a process that died is free again at once.
 *
 * @returns whether it ran.
 */
export const withIndexLock = async ({ pool }: Pick<Database, 'pool'>, work: () => Promise<void>): Promise<boolean> => {
  const client = await pool.connect()
  let broken: Error | undefined
  const onError = (error: Error) => {
    broken = error
  }
  client.on('error', onError)
  try {
    const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [LOCK])
    if (!rows[0]?.locked) return false
    try {
      await work()
    } finally {
      await client.query('select pg_advisory_unlock($1)', [LOCK]).catch((error: Error) => {
        broken = error
      })
    }
    return true
  } finally {
    client.off('error', onError)
    client.release(broken)
  }
}
