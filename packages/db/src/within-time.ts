import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { isConnectionError } from './errors.ts'
import { READ_RETRIES } from './pool.ts'
import { withRetries } from './retry.ts'

/**
 * Runs reads on one connection of the pool. Once the time is over the connection is cut, so that a server that hangs is not
 * left with one waiting statement for each time somebody looked whether it does.
 * @throws when the work fails or takes longer than allowed
 */
export async function withinTime<T>(
  { pool }: { pool: pg.Pool },
  timeoutMs: number,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const timer = new AbortController()
  const late = sleep(timeoutMs, undefined, { signal: timer.signal }).then((): never => {
    throw new Error(`The database did not answer within ${timeoutMs} ms`)
  })
  late.catch(() => {})
  async function attempt(): Promise<T> {
    const client = await pool.connect()
    try {
      const done = work(client)
      done.catch(() => {})
      const result = await Promise.race([done, late])
      client.release()
      return result
    } catch (error) {
      client.release(true)
      throw error
    }
  }
  // An idle connection that a restart of the server has cut tells of it only when it is used.
  const answer = withRetries(attempt, isConnectionError, READ_RETRIES)
  answer.catch(() => {})
  try {
    return await Promise.race([answer, late])
  } finally {
    timer.abort()
  }
}

/** Really asks the server, and says how many milliseconds that took. Throws when it fails or takes longer than allowed. */
export async function ping(database: { pool: pg.Pool }, timeoutMs: number): Promise<number> {
  const begun = performance.now()
  await withinTime(database, timeoutMs, (client) => client.query('select 1'))
  return performance.now() - begun
}
