import { accessTable, authorize } from '@sarvanom/api'
import { type Admission, inNetworks, type Metrics } from '@sarvanom/core'
import { Hono } from 'hono'
import type { Backlog } from '../load/backlog.ts'
import type { LoadState } from '../load/decide-load.ts'
import type { Log } from '../logger.ts'
import { rememberClientAddress } from './client-address.ts'
import type { AppContext, AppEnv } from './context.ts'
import { type DocumentFiles, documentRoutes } from './documents-routes.ts'
import { problemResponse, toProblem } from './errors.ts'
import { healthRoutes, type ServerHealth } from './health.ts'
import { jwksRoute } from './jwks-route.ts'
import { countRequests, metricsRoute } from './metrics.ts'
import { corsFor, originCheck } from './origin-check.ts'
import { requestLog } from './request-log.ts'
import { assertRoutes, openRoutes, type ReadSignedIn, type Routes } from './routes.ts'
import { securityHeaders } from './security-headers.ts'
import { shedLoad } from './shed-load.ts'
import { openWebApp } from './static-files.ts'
import { type TrpcOptions, trpcRoute } from './trpc-route.ts'

export interface AppOptions {
  log: Log
  metrics: Metrics
  /** Without trailing slash. */
  publicUrl: string
  /** Addresses and networks whose X-Forwarded-For is believed. */
  trustedProxies: readonly string[]
  /** Origins of other web apps that may call the API. */
  corsOrigins: readonly string[]
  /** Folder of the built web app. */
  webFolder: string
  metricsToken: string | undefined
  readiness: () => Promise<ServerHealth>
  /** How much the process has to do just now. */
  load: () => LoadState
  /** What has been let in and is not answered. */
  backlog: Backlog
  /** How much goes on at once. */
  admission: Admission
  /** Fires when open streams are to end, because the server goes. */
  stopping: AbortSignal
  trpc: Pick<TrpcOptions, 'router' | 'createContext'>
  signedIn: ReadSignedIn
  documents: DocumentFiles
  /** Public halves of the keys that sign access tokens. */
  jwks: () => Promise<{ keys: object[] }>
  /** Mounts what works on the product itself. */
  exports(routes: Routes): void
}

/** Addresses below these are never pages of the web app. */
const notPages = /^\/(trpc|api|health|metrics|\.well-known)(?:\/|$)/

/**
 * Every route of the process, outermost concern first.
 * @throws where a route has no line in the access table
 */
export function createApp(options: AppOptions): Hono<AppEnv> {
  const { log, metrics, publicUrl, corsOrigins, stopping } = options
  const app = new Hono<AppEnv>()
  const routes = openRoutes(app, options.signedIn, options.admission)
  const web = openWebApp(options.webFolder)

  const cors = corsOrigins.length > 0 ? corsFor(corsOrigins) : undefined
  app.use(rememberClientAddress(inNetworks(options.trustedProxies)))
  app.use(shedLoad({ load: options.load, backlog: options.backlog, shed: metrics.httpShed, log, cors }))
  app.use(requestLog(log, countRequests(metrics)))
  app.use(securityHeaders(publicUrl))
  if (cors) for (const path of ['/trpc/*', '/api/*']) app.use(path, cors)
  app.use(originCheck({ publicUrl, corsOrigins }))

  healthRoutes(routes, options.readiness, managesSystem(options.signedIn))
  metricsRoute(routes, metrics.registry, options.metricsToken)
  app.all(
    '/trpc/*',
    trpcRoute({
      ...options.trpc,
      admission: options.admission,
      actorOf: actorOf(options.signedIn),
      stopping,
      onError({ error, code, path, requestId }) {
        if (code === 'INTERNAL_SERVER_ERROR') log.error({ err: error, requestId, path }, 'procedure failed')
        if (code === 'SERVICE_UNAVAILABLE') log.warn({ err: error, requestId, path }, 'procedure failed')
        if (code === 'CLIENT_CLOSED_REQUEST') log.debug({ err: error, requestId, path }, 'procedure given up')
      },
    }),
  )
  documentRoutes(routes, options.documents)
  options.exports(routes)
  jwksRoute(routes, options.jwks)
  routes.open('GET', '/*', (c) => (notPages.test(c.req.path) ? c.notFound() : web(c)))

  app.notFound((c) => {
    const area = notPages.exec(c.req.path)?.[1]
    if (area) c.set('route', `/${area}/*`)
    return problemResponse({ code: 'NOT_FOUND', message: 'Not found' }, c.get('requestId'))
  })
  app.onError((error, c) => {
    const problem = toProblem(error)
    if (problem.code === 'INTERNAL_SERVER_ERROR')
      log.error({ err: error, requestId: c.get('requestId') }, 'route failed')
    return problemResponse(problem, c.get('requestId'))
  })
  assertRoutes(app)
  return app
}

/** Whose turn it is: a user's, or an address's where nobody is signed in or that cannot be told just now. */
const actorOf = (signedIn: ReadSignedIn) => async (c: AppContext) => {
  const known = await signedIn(c).catch(() => undefined)
  return known?.actor.userId ?? `address ${c.get('clientAddress') ?? 'unknown'}`
}

/** Whoever may read the metrics may read why a part failed. Who cannot be told, because the database is gone, may not. */
const managesSystem = (signedIn: ReadSignedIn) => async (c: AppContext) => {
  const requirement = accessTable['GET /metrics']
  if (!requirement || !(c.req.header('cookie') ?? c.req.header('authorization'))) return false
  try {
    authorize(requirement, await signedIn(c))
    return true
  } catch {
    return false
  }
}
