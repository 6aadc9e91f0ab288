import type { Database } from './database.ts'
import { isConnectionError, isSerializationFailure, wasNotSent } from './errors.ts'
import type { Prisma } from './generated/client.ts'
import { READ_RETRIES } from './pool.ts'
import { withRetries } from './retry.ts'

export type Transaction = Prisma.TransactionClient

export interface TransactionOptions {
  /** PostgreSQL's default is ReadCommitted. */
  isolation?: Prisma.TransactionIsolationLevel
  /** Repetitions after the first attempt. */
  retries?: number
  /** For the whole attempt, the wait for a connection not included. */
  timeoutMs?: number
  /** Doing it twice is as good as doing it once: it may also be repeated when the answer to the commit was lost. */
  idempotent?: boolean
}

/**
 * Runs `work` in a transaction. It is done again after a serialization failure or a deadlock, and after a lost connection
 * when the commit had not been sent, so `work` must have no effect but through the transaction it is given.
 */
export async function inTransaction<T>(
  database: Pick<Database, 'prisma' | 'observer'>,
  work: (transaction: Transaction) => Promise<T>,
  { isolation, retries = 5, timeoutMs, idempotent = false }: TransactionOptions = {},
): Promise<T> {
  let committing = false
  const attempt = () => {
    committing = false
    return database.prisma.$transaction(
      async (transaction) => {
        const result = await work(transaction)
        committing = true
        return result
      },
      {
        ...(isolation ? { isolationLevel: isolation } : {}),
        ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
      },
    )
  }
  const mayRetry = (error: unknown) =>
    isSerializationFailure(error) || (isConnectionError(error) && (idempotent || !committing || wasNotSent(error)))
  const retrying = (error: unknown) =>
    database.observer?.retried?.(isSerializationFailure(error) ? 'serialization' : 'connection')
  return withRetries(attempt, mayRetry, { retries, retrying })
}

/** Repeats `read` when its connection is lost. It must change nothing. */
export function retryRead<D, T>(database: D, read: (database: D) => Promise<T>): Promise<T> {
  return withRetries(() => read(database), isConnectionError, READ_RETRIES)
}
