import { setTimeout as sleep } from 'node:timers/promises'
import { PrismaPg } from '@prisma/adapter-pg'
import type pg from 'pg'
import { gateBefore } from './connect-gate.ts'
import { PrismaClient } from './generated/client.ts'
import { type Log, noLog } from './log.ts'
import type { DatabaseObserver } from './observer.ts'
import { createPool } from './pool.ts'
import { watchPresence } from './presence.ts'

export interface DatabaseOptions {
  /** `postgresql://…`; a Unix-domain socket as `?host=/folder`. */
  url: string
  /** Connections at most. */
  poolSize?: number
  /** After this the server cancels a statement. */
  statementTimeoutMs?: number
  /** For a new connection, and for the wait for a free one. */
  connectTimeoutMs?: number
  /** Shown in pg_stat_activity. */
  applicationName?: string
  /** Finds out within a second when a server over the network does not answer any more, and fails what waits for it. */
  watch?: boolean
  log?: Log
  observer?: DatabaseObserver
}

export interface Database {
  prisma: PrismaClient
  /** The pool that Prisma uses too, for statements of our own. */
  pool: pg.Pool
  url: string
  /** Told of retries too. */
  observer?: DatabaseObserver
  /** Waits up to 5 s for statements under way, then cuts them off. May be called more than once. */
  close(): Promise<void>
}

const CLOSE_MS = 5_000

/** Opens a pool and a Prisma client on it. Connects when first used: use `ping` to find out whether the server is there. */
export function openDatabase(options: DatabaseOptions): Database {
  const { url, poolSize = 10, statementTimeoutMs = 30_000, connectTimeoutMs = 5_000, log = noLog } = options
  const { observer = {} } = options
  const pool = createPool(
    {
      connectionString: url,
      max: poolSize,
      application_name: options.applicationName ?? 'sarvanom',
      connectionTimeoutMillis: connectTimeoutMs,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      statement_timeout: statementTimeoutMs,
      lock_timeout: Math.min(10_000, statementTimeoutMs),
      idle_in_transaction_session_timeout: 60_000,
      // the server's own timeout comes first; this one is for a network that swallows packets
      query_timeout: statementTimeoutMs + 5_000,
    },
    log,
    observer,
  )
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool),
    // the other formats quote the arguments of the call, and with them what users wrote
    errorFormat: 'minimal',
    transactionOptions: { maxWait: connectTimeoutMs, timeout: statementTimeoutMs },
  })
  const clients = new Set<pg.PoolClient>()
  pool.on('connect', (client) => clients.add(client))
  pool.on('remove', (client) => clients.delete(client))
  const presence = options.watch && isOverNetwork(url) ? watchPresence(url, gateBefore(pool), log) : undefined
  let closing: Promise<void> | undefined
  const close = async () => {
    await presence?.close()
    await prisma.$disconnect()
    const timer = new AbortController()
    const late = sleep(CLOSE_MS, undefined, { signal: timer.signal }).then(
      () => {
        // ending a client that is busy cuts its connection
        for (const client of clients) (client as pg.PoolClient & { end(): Promise<void> }).end().catch(() => {})
      },
      () => {},
    )
    await pool.end()
    timer.abort()
    await late
  }
  return { prisma, pool, url, observer, close: () => (closing ??= close()) }
}

/** A Unix-domain socket swallows nothing: its server is there, or the connection is refused or ends. */
const isOverNetwork = (url: string) => !new URL(url).searchParams.get('host')?.startsWith('/')
