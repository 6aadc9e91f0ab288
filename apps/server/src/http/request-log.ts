import { randomUUID } from 'node:crypto'
import { SpanStatusCode } from '@opentelemetry/api'
import { type Beginning, beginWork, readTraceparent, SpanKind } from '@sarvanom/core'
import type { MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import type { Log } from '../logger.ts'
import type { AppContext, AppEnv } from './context.ts'
import type { RequestCounter } from './metrics.ts'

/** A request as work of its own, in the trace of its `traceparent` where it brings one. */
export function beginningOf(c: AppContext, requestId: string): Beginning {
  const { method } = c.req
  return {
    name: method,
    kind: SpanKind.SERVER,
    parent: readTraceparent(c.req.header('traceparent')),
    attributes: { 'http.request.method': method, 'sarvanom.request_id': requestId },
    ids: { requestId },
  }
}

/**
 * Gives each request an id and a trace, that of its `traceparent` where it brings one; logs and measures it when its response
 * is decided (a stream may still be going on). Who is signed in stands in the line although it is found out on the way.
 */
export function requestLog(log: Log, requests: RequestCounter): MiddlewareHandler<AppEnv> {
  return (c, next) => {
    const began = performance.now()
    const ended = requests.begins()
    const requestId = randomUUID()
    const { method } = c.req
    return beginWork(beginningOf(c, requestId), async ({ traceId }, span) => {
      c.set('requestId', requestId)
      c.set('traceId', traceId)
      await next()
      c.header('x-request-id', requestId)
      const route = routeOf(c)
      const status = isGone(c) ? clientClosedRequest : c.res.status
      const ms = performance.now() - began
      ended(method, route, status, ms / 1000)
      span.updateName(`${method} ${route}`)
      span.setAttributes({ 'http.route': route, 'http.response.status_code': status })
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
      const level = status >= 500 ? 'error' : isNoise(route) ? 'debug' : 'info'
      log[level]({ method, route, status, ms: Math.round(ms * 10) / 10 }, 'request')
    })
  }
}

/** As other servers call it in their logs; nobody is there any more to see it. */
const clientClosedRequest = 499

/** Whoever closes a page has not met a fault of the server. */
const isGone = ({ env: { outgoing } }: AppContext) => outgoing.destroyed && !outgoing.writableFinished

// Middleware comes first and matches more than the route; the web app comes last and matches everything.
const routeOf = (c: AppContext) =>
  c.get('route') ?? matchedRoutes(c).findLast(({ path }) => path !== '/*')?.path ?? '/*'

const isNoise = (route: string) => route.startsWith('/health') || route === '/metrics' || route === '/*'
