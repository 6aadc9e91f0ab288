// The product's own HTTP stack on a real core and database, with one procedure that asks the database for nothing.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from '../../apps/server/src/http/app.ts'
import { listen } from '../../apps/server/src/listen.ts'
import { openBacklog } from '../../apps/server/src/load/backlog.ts'
import { atEase } from '../../apps/server/src/load/decide-load.ts'
import { openLogging } from '../../apps/server/src/logger.ts'
import { callerOf, createApiContext } from '../../packages/api/src/index.ts'
import { router, userProcedure } from '../../packages/api/src/procedures.ts'
import { authRouter } from '../../packages/api/src/routers/auth.ts'
import { createCore } from '../../packages/core/src/core.ts'
import { migrate, openDatabase, startEmbeddedPostgres } from '../../packages/db/src/index.ts'
import { ready } from '../lib/child.ts'

const accounts = 16
const password = 'a-password-for-benchmarks-3'

const folder = await mkdtemp(join(tmpdir(), 'sarvanom-bench-'))
const postgres = await startEmbeddedPostgres({ dataDir: folder, durable: false })
await migrate(postgres.url)
const db = openDatabase({ url: postgres.url })
const { log } = openLogging('info', false)
const publicUrl = 'http://127.0.0.1'
const core = await createCore({
  db,
  publicUrl,
  indexUrl: join(folder, 'index'),
  filesRoot: join(folder, 'files'),
  secret: 'a secret for benchmarks, and for nothing else',
  log,
})
const emails = Array.from({ length: accounts }, (_, n) => `user${n}@example.org`)
const secretHash = await core.passwords.hash(password)
const cookies: string[] = []
for (const email of emails) {
  const { id } = await db.prisma.user.create({
    data: {
      email,
      name: 'User',
      roleName: cookies.length === 0 ? 'administrator' : 'member',
      credentials: { create: { kind: 'password', secretHash } },
    },
    select: { id: true },
  })
  const { setCookie } = await core.sessions.create(id, { userAgent: 'bench', address: '127.0.0.1' })
  cookies.push(setCookie.split(';')[0] ?? '')
}
const context = createApiContext(core)
const app = createApp({
  log,
  metrics: core.metrics,
  publicUrl,
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
    router: router({ auth: authRouter, collections: router({ get: userProcedure.query(() => ({ pong: true })) }) }),
    createContext: context,
  },
  signedIn: (c) => core.authenticate(callerOf(c.req.raw.headers, undefined)),
  documents: {
    addFiles: () => Promise.reject(new Error('not here')),
    openOriginal: () => Promise.reject(new Error('not here')),
  },
  jwks: () => core.tokens.jwks(),
  exports(routes) {
    for (const path of ['/api/account/export', '/api/audit/export', '/api/analytics/export'])
      routes.guarded('GET', path, (c) => c.notFound())
  },
})
const listener = await listen('127.0.0.1', 0)
listener.serve(app.fetch)
ready({ port: listener.port, cookies, emails, password }, async () => {
  await listener.close()
  await core.stop()
  await db.close()
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
})
