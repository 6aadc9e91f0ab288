import pg from 'pg'
import { currentActor } from './actor.ts'
import { isConnectionError } from './errors.ts'
import type { Log } from './log.ts'
import { type DatabaseObserver, textOf, timed, watchWaits } from './observer.ts'
import { withRetries } from './retry.ts'
import { openRowSecurity, type Query } from './row-security.ts'
import { traced } from './spans.ts'

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

/**
 * A pool that survives lost connections: no error of an idle connection reaches the process, reads outside transactions
 * are repeated, and a connection that comes back with a transaction still open is thrown away. What is begun in a user's
 * name (`actAs`) goes out under row-level security, single statements as well as transactions.
 */
export function createPool(config: pg.PoolConfig, log: Log, observer: DatabaseObserver = {}): pg.Pool {
  const pool = new pg.Pool(config)
  watchWaits(pool, observer)
  const security = openRowSecurity()
  pool.on('connect', (client) => {
    // a listener of the connection's own: between checkout and release the pool listens to nothing
    client.on('error', (error) => log('debug', 'A database connection was lost', { reason: error.message }))
    const own = traced(timed(client.query.bind(client) as unknown as Query, observer))
    // Prisma begins its transactions by a plain BEGIN
    const begin = async (actor: string) => {
      await security.begin(own, actor)
      return { command: 'BEGIN', rowCount: 0, rows: [], fields: [] }
    }
    const query = (...args: unknown[]) => {
      const actor = currentActor()
      const isBegin = actor !== undefined && /^\s*begin\s*;?\s*$/i.test(textOf(args[0]))
      return isBegin ? begin(actor) : own(...args)
    }
    client.query = query as unknown as typeof client.query
  })
  pool.on('error', () => {})
  pool.on('release', (_error: unknown, client: pg.PoolClient & { end?: () => Promise<void> }) => {
    const status = client.getTransactionStatus()
    if (status === 'T' || status === 'E') client.end?.().catch(() => {})
  })
  // `pg` declares many overloads; all that return a promise come down to this
  const alone = traced(pool.query.bind(pool) as unknown as Query)
  const query: Query = (...args) => {
    const actor = currentActor()
    return actor === undefined ? alone(...args) : inName(...args)
  }
  /** A statement in a transaction of its own. A connection whose transaction did not end is thrown away on release. */
  const inName: Query = async (...args) => {
    const client = await pool.connect()
    try {
      await client.query('begin')
      const result = await (client.query as unknown as Query)(...args)
      await client.query('commit')
      client.release()
      return result
    } catch (error) {
      await client.query('rollback').catch(() => {})
      client.release()
      throw error
    }
  }
  const retries = { ...READ_RETRIES, retrying: () => observer.retried?.('connection') }
  const retrying: Query = (...args) => {
    if (typeof args.at(-1) === 'function' || !isRepeatableRead(textOf(args[0]))) return query(...args)
    return withRetries(() => query(...args), isConnectionError, retries)
  }
  pool.query = retrying as unknown as typeof pool.query
  return pool
}
