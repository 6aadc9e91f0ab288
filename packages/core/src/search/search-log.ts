import { asSystem, type Database } from '@sarvanom/db'
import type { Logger } from '../telemetry/index.ts'
import { SEARCHES_KEPT_DAYS } from './schema.ts'

/** One search of a user's, as `searches` keeps it. */
export interface MadeSearch {
  userId: string
  at: Date
  /** What it was limited to; empty: nothing. */
  collectionIds: readonly string[]
  query: string
  hits: number
  tookMs: number
  /** Lanes that did not work. */
  failedLanes: readonly string[]
}

export interface SearchLog {
  /** Takes it down and returns at once; it is stored with others within a second. */
  record(search: MadeSearch): void
  /** Stores what was taken down until now. */
  flush(): Promise<void>
  /** Removes what is older than searches are kept. */
  deleteExpired(): Promise<void>
  /** Stores what is left. */
  stop(): Promise<void>
}

const flushMs = 1000
const batch = 200
// While the database is away: more than this is lost, and said so.
const most = 5000

/**
 * Keeps the searches that users make, behind their back: a search answers without waiting for it. What a process that is
 * killed had not stored yet, at most a second's, is lost.
 */
export function openSearchLog({
  db,
  log,
  clock,
}: {
  db: Pick<Database, 'pool' | 'prisma'>
  log: Logger
  clock: () => Date
}): SearchLog {
  let waiting: MadeSearch[] = []
  let lost = 0
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()

  async function store() {
    if (lost > 0) log.warn({ lost }, 'searches were not kept: the database took too long')
    lost = 0
    while (waiting.length > 0) {
      const some = waiting.slice(0, batch)
      await asSystem(() => insert(db, some))
      waiting = waiting.slice(some.length)
    }
  }

  function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    writing = writing.then(store).catch((error) => {
      log.warn({ err: error, waiting: waiting.length }, 'searches could not be kept yet')
      plan()
    })
    return writing
  }

  function plan() {
    timer ??= setTimeout(flush, flushMs).unref()
  }

  return {
    record(search) {
      if (waiting.length >= most) lost += 1
      else waiting.push(search)
      plan()
    },
    flush,
    async deleteExpired() {
      const before = new Date(clock().getTime() - SEARCHES_KEPT_DAYS * 86_400_000)
      await db.prisma.search.deleteMany({ where: { at: { lt: before } } })
    },
    async stop() {
      await flush()
      clearTimeout(timer)
    },
  }
}

/** Who was deleted meanwhile leaves no search behind. */
async function insert(db: Pick<Database, 'pool'>, searches: readonly MadeSearch[]): Promise<void> {
  await db.pool.query(
    `INSERT INTO searches (id, user_id, at, collection_ids, query, hits, took_ms, failed_lanes)
     SELECT gen_random_uuid(), u.id, s.at, s.collections, s.query, s.hits, s.took_ms, s.lanes
     FROM jsonb_to_recordset($1::jsonb)
       AS s(user_id text, at timestamptz, collections text[], query text, hits int, took_ms int, lanes text[])
     JOIN users u ON u.id = s.user_id FOR KEY SHARE OF u`,
    [
      JSON.stringify(
        searches.map(({ userId, at, collectionIds, query, hits, tookMs, failedLanes }) => ({
          user_id: userId,
          at,
          collections: collectionIds,
          query,
          hits,
          took_ms: Math.round(tookMs),
          lanes: failedLanes,
        })),
      ),
    ],
  )
}
