import type pg from 'pg'
import { currentActor } from './actor.ts'
import type { Query } from './row-security.ts'

/** One statement that was answered, or failed. Its values are not told. */
export interface StatementFact {
  text: string
  /** From sending it to its answer, on a connection that was there already. */
  ms: number
  failed: boolean
  /** In whose name it went out; undefined: the system's. */
  actor: string | undefined
}

export type RetryReason = 'connection' | 'serialization'

/** Told of what goes through the pool. Called on the way of each statement, so it must be quick and must not throw. */
export interface DatabaseObserver {
  statement?(fact: StatementFact): void
  /** Milliseconds until the pool gave a connection. */
  waited?(ms: number): void
  retried?(reason: RetryReason): void
}

/** The text of a statement as `pg` takes it: bare, or in an object. */
export function textOf(statement: unknown): string {
  if (typeof statement === 'string') return statement
  const text = (statement as { text?: unknown } | null)?.text
  return typeof text === 'string' ? text : ''
}

type Callback = (error: unknown, ...rest: unknown[]) => void

/** As `pg` does where it makes the promise: the stack leads to who asked, not to the socket that was read. */
function ledBack(error: unknown): never {
  if (error instanceof Error) Error.captureStackTrace(error)
  throw error
}

/**
 * The same `query` of a connection, each of whose statements is timed. `pg` itself calls it with a callback, we with none, and
 * then the promise is made here in the place of `pg`: this runs at every statement, and one promise more would cost most of it.
 */
export function timed(query: Query, observer: DatabaseObserver): Query {
  const { statement } = observer
  if (!statement) return query
  const ask = (args: unknown[], callback: Callback) => {
    const text = textOf(args[0])
    const actor = currentActor()
    const begun = performance.now()
    args.push((error: unknown, result: unknown) => {
      statement({ text, ms: performance.now() - begun, failed: Boolean(error), actor })
      callback(error, result)
    })
    return query(...args)
  }
  return (...args) => {
    if (typeof args.at(-1) === 'function') return ask(args, args.pop() as Callback)
    return new Promise((resolve, reject) => {
      void ask(args, (error, result) => (error ? reject(error) : resolve(result)))
    }).catch(ledBack)
  }
}

/** Times how long the pool lets wait for a connection. */
export function watchWaits(pool: pg.Pool, observer: DatabaseObserver): void {
  const { waited } = observer
  if (!waited) return
  const connect = pool.connect.bind(pool) as unknown as (callback?: Callback) => Promise<pg.PoolClient>
  const watched = (callback?: Callback) => {
    const begun = performance.now()
    const tell = () => waited(performance.now() - begun)
    if (callback)
      return connect((...args) => {
        tell()
        callback(...args)
      })
    const client = connect()
    client.then(tell, tell)
    return client
  }
  pool.connect = watched as unknown as typeof pool.connect
}
