import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import {
  countStatements,
  currentWork,
  openLogStore,
  openMetrics,
  openPerformanceMonitor,
  registerMachine,
  version,
} from '@sarvanom/core'
import { DatabaseInUseError, MigrationError, migrate, openDatabase } from '@sarvanom/db'
import type { DataFolder } from './data-folder.ts'
import { openEmbeddedDatabase } from './database.ts'
import type { Env } from './env.ts'
import { createApp } from './http/app.ts'
import { registerReadiness, type ServerHealth } from './http/health.ts'
import type { Listener } from './listen.ts'
import { openBacklog } from './load/backlog.ts'
import { watchLoad } from './load/watch-load.ts'
import { describeError, type Log, type Logging } from './logger.ts'
import { countLines } from './logging/count-lines.ts'
import { openProduct } from './product.ts'
import type { Shutdown } from './shutdown.ts'
import { StartupError } from './startup-error.ts'

const webFolder = fileURLToPath(new URL('../../web/dist', import.meta.url))

interface ServeOptions {
  env: Env
  data: DataFolder
  listener: Listener
  logging: Logging
  shutdown: Shutdown
  /** Milliseconds since the process started. */
  clock: () => number
  /** Tells the person who started the server. */
  say(message: string): void
}

/** Opens each part on the ones before it, then answers requests; `shutdown` undoes it in reverse. */
export async function serve({ env, data, listener, logging, shutdown, clock, say }: ServeOptions): Promise<void> {
  const { log } = logging
  logging.carry(currentWork)
  const serverId = `${hostname()}-${process.pid}`
  const troubles = openLogStore({ serverId, clock: () => new Date() })
  logging.addForTroubles(troubles)
  const metrics = openMetrics()
  logging.addForTroubles(countLines(metrics.logLines))
  if (env.otlp) {
    const { openOtlp } = await import('./logging/otlp.ts')
    const otlp = openOtlp({ ...env.otlp, serverId, version }, log)
    logging.add(otlp.sink)
    shutdown.add('OTLP export', otlp.close)
  }
  const publicUrl = env.publicUrl ?? `http://localhost:${listener.port}`

  const server = env.databaseUrl ? undefined : await embedded(data.path, log, (why) => shutdown.begin(why, 1))
  if (server) shutdown.add('embedded database', server.stop)
  shutdown.signal.throwIfAborted()
  const url = env.databaseUrl ?? server?.url ?? ''
  await migrated(url, server === undefined, log)
  const thresholds = { statementMs: env.slowStatementMs, stallMs: env.stallMs }
  const monitor = openPerformanceMonitor({ thresholds, metrics, log })
  const counting = countStatements(metrics)
  const db = openDatabase({
    url,
    log: (level, message, fields = {}) => log[level](fields, message),
    observer: {
      ...counting,
      statement(fact) {
        counting.statement?.(fact)
        monitor.statement(fact)
      },
    },
    watch: true,
  })
  shutdown.add('database pool', db.close)
  troubles.open(db)
  shutdown.add('log entries', () => troubles.close())
  monitor.attach(db)
  shutdown.add('performance monitor', monitor.stop)

  shutdown.signal.throwIfAborted()
  const product = await openProduct({
    env,
    db,
    publicUrl,
    dataFolder: data.path,
    embedded: server,
    logging,
    metrics,
    thresholds,
  })
  shutdown.add('product', product.stop)
  const streams = new AbortController()
  const graceMs = env.drainSeconds * 1000
  shutdown.add('requests', async () => {
    await Promise.all([listener.close(Math.min(4000, 5500 - graceMs)), product.handBack()])
  })
  shutdown.add('drain', async (code) => {
    listener.drain()
    if (code === 0) await sleep(graceMs)
    streams.abort()
  })

  const { readiness } = product
  registerMachine(metrics.registry, {
    dataFolder: data.path,
    folders: {
      ...(server ? { database: join(data.path, 'postgres') } : {}),
      index: join(data.path, 'index'),
      files: join(data.path, 'files'),
    },
    databasePid: () => server?.pid(),
  })
  registerReadiness(metrics.registry, readiness.read)
  const backlog = openBacklog()
  const load = watchLoad(log, backlog)
  shutdown.add('load watch', load.stop)
  const app = createApp({
    log,
    metrics,
    publicUrl,
    trustedProxies: env.trustedProxies,
    corsOrigins: env.corsOrigins,
    webFolder,
    metricsToken: env.metricsToken,
    readiness: () => (shutdown.signal.aborted ? Promise.resolve(stoppingNow) : readiness.read()),
    load: load.state,
    backlog,
    admission: product.admission,
    stopping: streams.signal,
    trpc: product.trpc,
    signedIn: product.signedIn,
    documents: product.documents,
    jwks: product.jwks,
    exports: product.exports,
  })
  shutdown.signal.throwIfAborted()
  listener.serve(app.fetch)
  log.info({ ms: Math.round(clock()), port: listener.port }, 'ready')
  say(`SarvanOM is ready at ${publicUrl}`)
  // In service already: a hint that cannot be given ends nothing.
  const setup = await product.setupHint().catch((error: unknown) => {
    log.warn({ err: error }, 'whether anybody has an account could not be read')
    return undefined
  })
  if (setup) say(setup)
}

const stoppingNow: ServerHealth = { status: 'stopping', checks: {} }

async function embedded(...args: Parameters<typeof openEmbeddedDatabase>) {
  try {
    return await openEmbeddedDatabase(...args)
  } catch (error) {
    if (error instanceof DatabaseInUseError) throw new StartupError(error.message, { cause: error })
    throw error
  }
}

async function migrated(url: string, external: boolean, log: Log): Promise<void> {
  try {
    await migrate(url, { log: (level, message, fields = {}) => log[level](fields, message) })
  } catch (error) {
    if (error instanceof MigrationError) throw new StartupError(error.message, { cause: error })
    if (!external) throw error
    const { code, message } = describeError(error)
    throw new StartupError(`The database of DATABASE_URL cannot be used: ${message || code}`, { cause: error })
  }
}
