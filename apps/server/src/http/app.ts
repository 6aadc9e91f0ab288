import { Hono } from 'hono'
import type { Registry } from 'prom-client'
import type { Log } from '../logger.ts'
import type { AppEnv } from './context.ts'
import { type DocumentFiles, documentRoutes } from './documents-routes.ts'
import { problemResponse, toProblem } from './errors.ts'
import { healthRoutes, type Readiness } from './health.ts'
import { metricsRoute, openHttpMetrics } from './metrics.ts'
import { originCheck } from './origin-check.ts'
import { requestLog } from './request-log.ts'
import { contentSecurityPolicy, securityHeaders } from './security-headers.ts'
import { openWebApp } from './static-files.ts'
import { type TrpcOptions, trpcRoute } from './trpc-route.ts'

export interface AppOptions<Actor> {
  log: Log
  registry: Registry
  /** Without trailing slash. */
  publicUrl: string
  /** Folder of the built web app. */
  webFolder: string
  metricsToken: string | undefined
  readiness: () => Promise<Readiness>
  /** Fires when the server begins to shut down. */
  stopping: AbortSignal
  trpc: Pick<TrpcOptions, 'router' | 'createContext'>
  documents: DocumentFiles<Actor>
}

/** Every route of the process, outermost concern first. */
export function createApp<Actor>(options: AppOptions<Actor>): Hono<AppEnv> {
  const { log, registry, publicUrl, stopping } = options
  const app = new Hono<AppEnv>()
  const web = openWebApp(options.webFolder)

  app.use(requestLog(log, openHttpMetrics(registry)))
  app.use(securityHeaders(publicUrl, contentSecurityPolicy(web.inline)))
  app.use(originCheck(publicUrl))

  healthRoutes(app, options.readiness)
  app.get('/metrics', metricsRoute(registry, options.metricsToken))
  app.all(
    '/trpc/*',
    trpcRoute({
      ...options.trpc,
      stopping,
      onError({ error, code, path, requestId }) {
        if (code === 'INTERNAL_SERVER_ERROR') log.error({ err: error, requestId, path }, 'procedure failed')
        if (code === 'SERVICE_UNAVAILABLE') log.warn({ err: error, requestId, path }, 'procedure failed')
      },
    }),
  )
  documentRoutes(app, options.documents)

  const nothing = (c: { get(name: 'requestId'): string }) =>
    problemResponse({ code: 'NOT_FOUND', message: 'Not found' }, c.get('requestId'))
  for (const path of ['/trpc', '/api', '/api/*', '/health', '/health/*']) app.all(path, nothing)
  app.all('/*', web.handler)

  app.onError((error, c) => {
    const problem = toProblem(error)
    if (problem.code === 'INTERNAL_SERVER_ERROR')
      log.error({ err: error, requestId: c.get('requestId') }, 'route failed')
    return problemResponse(problem, c.get('requestId'))
  })
  return app
}
