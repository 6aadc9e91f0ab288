import { asSystem, type Database } from '@sarvanom/db'
import type { Logger } from '../telemetry/index.ts'
import { addSpots, keptOfEachKind, type Spot, storeSpots } from './spot-store.ts'

const everyMs = 5_000

export interface Spots {
  add(spot: Spot): void
  /** Stores what waits, now. @throws what the database threw; then it goes on waiting */
  flush(): Promise<void>
  stop(): Promise<void>
}

/**
 * Collects slow spots and stores them behind, some seconds later. While the database is away they wait, added up, and no
 * more of them than would be kept.
 */
export function openSpots({ db, log, clock }: { db: Pick<Database, 'pool'>; log: Logger; clock: () => Date }): Spots {
  const waiting = new Map<string, Spot>()
  let timer: NodeJS.Timeout | undefined
  let storing: Promise<void> = Promise.resolve()

  function put(spot: Spot) {
    const key = `${spot.kind} ${spot.fingerprint}`
    const known = waiting.get(key)
    waiting.set(key, known ? addSpots(known, spot) : spot)
    if (waiting.size <= 2 * keptOfEachKind) return
    const least = [...waiting].reduce((a, b) => (b[1].worstMs < a[1].worstMs ? b : a))
    waiting.delete(least[0])
  }

  async function store() {
    const taken = [...waiting.values()]
    waiting.clear()
    if (taken.length === 0) return
    try {
      await asSystem(() => storeSpots(db, taken, clock()))
    } catch (error) {
      for (const spot of taken) put(spot)
      throw error
    }
  }
  const flush = () => {
    const next = storing.then(store)
    storing = next.catch(() => {})
    return next
  }
  function later() {
    timer ??= setTimeout(() => {
      timer = undefined
      flush().catch((error) => {
        log.debug({ err: error, waiting: waiting.size }, 'slow spots wait for the database')
        later()
      })
    }, everyMs).unref()
  }

  return {
    add(spot) {
      put(spot)
      later()
    },
    flush,
    async stop() {
      clearTimeout(timer)
      await flush().catch(() => {})
    },
  }
}
