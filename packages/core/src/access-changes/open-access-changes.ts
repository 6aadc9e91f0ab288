import { type Database, listen } from '@sarvanom/db'
import type { Logger } from '../telemetry/index.ts'

export interface AccessChanges {
  /** Calls the listener after each change of anybody's rights, on whichever server. @returns a function that ends it */
  subscribe(listener: () => void): () => void
  /** Resolves at the next change, after `ms`, or when the signal aborts. Never rejects. */
  next(ms: number, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

// A sign-out everywhere or a new group is many rows: one look afterwards serves them all.
const gatherMs = 30
// Should a notification be lost all the same (a connection pooler in between, say), nobody keeps a stream for longer.
const fallbackMs = 10_000

/** Hears of changed rights from triggers in the database, so that no code path can forget to tell. */
export function openAccessChanges({ db, log }: { db: Pick<Database, 'url'>; log: Logger }): AccessChanges {
  const listeners = new Set<() => void>()
  let pending: NodeJS.Timeout | undefined
  const tell = () => {
    pending = undefined
    for (const listener of [...listeners]) listener()
  }
  const heard = () => {
    pending ??= setTimeout(tell, gatherMs)
  }
  const listener = listen(db.url, 'sarvanom_access', heard, (level, message, fields) =>
    log[level](fields ?? {}, message),
  )
  const fallback = setInterval(heard, fallbackMs)
  const subscribe = (one: () => void) => {
    listeners.add(one)
    return () => {
      listeners.delete(one)
    }
  }
  return {
    subscribe,
    next(ms, signal) {
      if (signal.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        const finish = () => {
          clearTimeout(timer)
          signal.removeEventListener('abort', finish)
          end()
          resolve()
        }
        const timer = setTimeout(finish, ms)
        const end = subscribe(finish)
        signal.addEventListener('abort', finish, { once: true })
      })
    },
    async close() {
      clearInterval(fallback)
      clearTimeout(pending)
      await listener.close()
    },
  }
}
