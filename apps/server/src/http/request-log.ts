import { randomUUID } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import type { Log } from '../logger.ts'
import type { AppContext, AppEnv } from './context.ts'
import type { RequestCounter } from './metrics.ts'

/** Gives each request an id, and logs and measures it when its response is decided (a stream may still be going on). */
export function requestLog(log: Log, requests: RequestCounter): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const began = performance.now()
    const ended = requests.begins()
    const requestId = randomUUID()
    c.set('requestId', requestId)
    await next()
    c.header('x-request-id', requestId)
    const route = routeOf(c)
    const ms = performance.now() - began
    ended(c.req.method, route, c.res.status, ms / 1000)
    const level = c.res.status >= 500 ? 'error' : isNoise(route) ? 'debug' : 'info'
    log[level](
      { requestId, method: c.req.method, route, status: c.res.status, ms: Math.round(ms * 10) / 10 },
      'request',
    )
  }
}

// Middleware matches everything, and so does the web app, which comes last: the first pattern that says more is the route.
const routeOf = (c: AppContext) => c.get('route') ?? matchedRoutes(c).find(({ path }) => path !== '/*')?.path ?? '/*'

const isNoise = (route: string) => route.startsWith('/health') || route === '/metrics' || route === '/*'
