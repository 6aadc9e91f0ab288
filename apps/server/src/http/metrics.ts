import { createHash, timingSafeEqual } from 'node:crypto'
import { collectDefaultMetrics, Histogram, type Registry } from 'prom-client'
import { type AppContext, fromLoopback } from './context.ts'
import type { Routes } from './routes.ts'

export interface HttpMetrics {
  observe(method: string, route: string, status: number, seconds: number): void
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** Process figures and the durations of HTTP requests, by route pattern so that the number of series is bounded. */
export function openHttpMetrics(registry: Registry): HttpMetrics {
  collectDefaultMetrics({ register: registry })
  const duration = new Histogram({
    name: 'sarvanom_http_request_duration_seconds',
    help: 'Time until the response was decided, by method, route pattern and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  return {
    observe: (method, route, status, seconds) =>
      duration.observe({ method: methods.has(method) ? method : 'other', route, status: String(status) }, seconds),
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
