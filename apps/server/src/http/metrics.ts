import { createHash, timingSafeEqual } from 'node:crypto'
import type { Metrics } from '@sarvanom/core'
import type { Registry } from 'prom-client'
import { type AppContext, fromLoopback } from './context.ts'
import type { Routes } from './routes.ts'

export interface RequestCounter {
  /** A request came in. @returns what to call with its answer */
  begins(): (method: string, route: string, status: number, seconds: number) => void
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** Counts requests by route pattern, so that the number of series is bounded. */
export function countRequests({
  httpDuration,
  httpInFlight,
}: Pick<Metrics, 'httpDuration' | 'httpInFlight'>): RequestCounter {
  return {
    begins() {
      httpInFlight.inc()
      return (method, route, status, seconds) => {
        httpInFlight.dec()
        httpDuration.observe({ method: methods.has(method) ? method : 'other', route, status: String(status) }, seconds)
      }
    },
  }
}

/** Prometheus text: for who manages the system, and for scrapers, which have no account, on this machine or with the token. */
export function metricsRoute(routes: Routes, registry: Registry, token: string | undefined): void {
  const tell = async (c: AppContext) => c.body(await registry.metrics(), 200, { 'content-type': registry.contentType })
  const isScraper = (c: AppContext) => {
    const given = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
    return fromLoopback(c) || (token !== undefined && given !== undefined && sameSecret(given, token))
  }
  routes.guarded('GET', '/metrics', tell, (c) => (isScraper(c) ? tell(c) : undefined))
}

// Hashed, so that the comparison takes the same time whatever the lengths.
function sameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
