// One process that serves the product twice, on the same database and index: with metrics, logs, the watch for slow
// statements and the watchdog of the event loop, and without any of them.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from '../../apps/server/src/http/app.ts'
import { exportRoutes } from '../../apps/server/src/http/export-routes.ts'
import { listen } from '../../apps/server/src/listen.ts'
import { openBacklog } from '../../apps/server/src/load/backlog.ts'
import { atEase } from '../../apps/server/src/load/decide-load.ts'
import { openLogging } from '../../apps/server/src/logger.ts'
import { callerOf, createApiContext } from '../../packages/api/src/index.ts'
import { router, userProcedure } from '../../packages/api/src/procedures.ts'
import { documentsRouter } from '../../packages/api/src/routers/documents.ts'
import { searchRouter } from '../../packages/api/src/routers/search.ts'
import { createCollection, getCollection } from '../../packages/core/src/collections/index.ts'
import { createCore } from '../../packages/core/src/core.ts'
import { addTexts } from '../../packages/core/src/library/index.ts'
import { openPerformanceMonitor, type PerformanceMonitor } from '../../packages/core/src/performance/index.ts'
import { countStatements, type Metrics, openMetrics } from '../../packages/core/src/telemetry/index.ts'
import { migrate, openDatabase, startEmbeddedPostgres } from '../../packages/db/src/index.ts'
import { ready } from '../lib/child.ts'
import { quietMetrics } from './quiet-metrics.ts'

const documents = 300
const words = 'tide moon glass bone rye flour comet iron river stone wheat salt amber copper harbour lantern'.split(' ')
const thresholds = { statementMs: 500, stallMs: 200 }

const folder = await mkdtemp(join(tmpdir(), 'sarvanom-bench-'))
const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), durable: false })
await migrate(postgres.url)
const { log: loud } = openLogging('info', false)
let monitor: PerformanceMonitor | undefined

async function serve(metrics: Metrics, isOn: boolean) {
  const log = isOn ? loud : openLogging('silent', false).log
  const counting = countStatements(metrics)
  const db = openDatabase({
    url: postgres.url,
    ...(isOn && {
      observer: {
        ...counting,
        statement(fact) {
          counting.statement?.(fact)
          monitor?.statement(fact)
        },
      },
    }),
  })
  const core = await createCore({
    db,
    publicUrl: 'http://127.0.0.1',
    indexUrl: join(folder, 'index'),
    filesRoot: join(folder, 'files'),
    secret: 'a secret for benchmarks, and for nothing else',
    log,
    metrics,
  })
  const app = createApp({
    log,
    metrics,
    publicUrl: 'http://127.0.0.1',
    trustedProxies: [],
    corsOrigins: [],
    webFolder: folder,
    metricsToken: undefined,
    readiness: async () => ({ status: 'ok', checks: {} }),
    load: () => atEase,
    backlog: openBacklog(),
    admission: core.admission,
    stopping: new AbortController().signal,
    trpc: {
      router: router({
        collections: router({ get: userProcedure.query(() => ({ pong: true })) }),
        documents: documentsRouter,
        search: searchRouter,
      }),
      createContext: createApiContext(core),
    },
    signedIn: (c) => core.authenticate(callerOf(c.req.raw.headers, undefined)),
    documents: {
      addFiles: () => Promise.reject(new Error('not here')),
      openOriginal: () => Promise.reject(new Error('not here')),
    },
    jwks: () => core.tokens.jwks(),
    exports: (routes) => exportRoutes(routes, core),
  })
  const listener = await listen('127.0.0.1', 0)
  listener.serve(app.fetch)
  return { db, core, listener, port: listener.port }
}

const metrics = openMetrics()
const on = await serve(metrics, true)
const off = await serve(quietMetrics(), false)

const { id: userId } = await on.db.prisma.user.create({
  data: { email: 'user@example.org', name: 'User', roleName: 'administrator' },
  select: { id: true },
})
const actor = { kind: 'user' as const, userId, permissions: new Set<string>() }
const { id: collectionId } = await createCollection({ db: on.db }, actor, { name: 'Texts', description: '' })
const pick = (n: number) => words[n % words.length] ?? ''
await addTexts(on.core, actor, {
  collectionId,
  items: Array.from({ length: documents }, (_, n) => ({
    title: `${pick(n)} ${n}`,
    text: Array.from({ length: 120 }, (_, i) => pick(n * 7 + i * (1 + (n % 5)))).join(' '),
    externalId: String(n),
  })),
})
while (((await getCollection({ db: on.db }, actor, collectionId)).counts.indexed ?? 0) < documents)
  await new Promise((resolve) => setTimeout(resolve, 200))
const document = await on.db.prisma.document.findFirstOrThrow({ where: { collectionId }, select: { id: true } })
const { setCookie } = await on.core.sessions.create(userId, { userAgent: 'bench', address: '127.0.0.1' })

process.on('message', (wanted: { watchdog: boolean }) => {
  void (async () => {
    if (wanted.watchdog !== (monitor !== undefined)) {
      if (wanted.watchdog) {
        monitor = openPerformanceMonitor({ thresholds, metrics, log: loud })
        monitor.attach(on.db)
      } else {
        await monitor?.stop()
        monitor = undefined
      }
      // A thread takes some processor time to start, once in the life of a server and not in every round.
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
    const { user, system } = process.cpuUsage()
    process.send?.({ cpuSeconds: (user + system) / 1e6 })
  })()
})
const facts = {
  on: on.port,
  off: off.port,
  cookie: setCookie.split(';')[0] ?? '',
  documentId: document.id,
  collectionId,
  words,
}
ready(facts, async () => {
  await monitor?.stop()
  for (const { listener, core, db } of [on, off]) {
    await listener.close()
    await core.stop()
    await db.close()
  }
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
})
