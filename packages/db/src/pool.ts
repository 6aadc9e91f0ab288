import pg from 'pg'
import { isConnectionError } from './errors.ts'
import type { Log } from './log.ts'
import { withRetries } from './retry.ts'

/** Few and soon over: a database that is really gone has to be reported within a second. */
export const READ_RETRIES = { retries: 4, withinMs: 700 }

/**
 * Whether a statement can be sent again when its connection was lost and nobody knows how far it got. Prisma's reads and
 * plain selects can; whatever locks rows, and whatever begins otherwise, is not repeated.
 */
export function isRepeatableRead(text: string): boolean {
  return (
    /^\s*select\b/i.test(text) && !/\bfor\s+(no\s+key\s+)?update\b|\bfor\s+(key\s+)?share\b|\bpg_\w*lock/i.test(text)
  )
}

function textOf(statement: unknown): string {
  if (typeof statement === 'string') return statement
  const text = (statement as { text?: unknown } | null)?.text
  return typeof text === 'string' ? text : ''
}

/**
 * A pool that survives lost connections: no error of an idle connection reaches the process, reads outside transactions
 * are repeated, and a connection that comes back with a transaction still open is thrown away.
 */
export function createPool(config: pg.PoolConfig, log: Log): pg.Pool {
  const pool = new pg.Pool(config)
  // a listener of the connection's own: between checkout and release the pool listens to nothing
  pool.on('connect', (client) =>
    client.on('error', (error) => log('debug', 'A database connection was lost', { reason: error.message })),
  )
  pool.on('error', () => {})
  pool.on('release', (_error: unknown, client: pg.PoolClient & { end?: () => Promise<void> }) => {
    const status = client.getTransactionStatus()
    if (status === 'T' || status === 'E') client.end?.().catch(() => {})
  })
  // `pg` declares many overloads; all that return a promise come down to this
  const query = pool.query.bind(pool) as unknown as (...args: unknown[]) => Promise<unknown>
  const retrying = (...args: unknown[]) => {
    if (typeof args.at(-1) === 'function' || !isRepeatableRead(textOf(args[0]))) return query(...args)
    return withRetries(() => query(...args), isConnectionError, READ_RETRIES)
  }
  pool.query = retrying as unknown as typeof pool.query
  return pool
}
