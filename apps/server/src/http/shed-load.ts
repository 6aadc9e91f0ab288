import { randomUUID } from 'node:crypto'
import { isAlwaysServed } from '@sarvanom/api'
import type { Metrics } from '@sarvanom/core'
import type { MiddlewareHandler } from 'hono'
import { type LoadState, refusalOf } from '../load/decide-load.ts'
import type { AppEnv } from './context.ts'
import { problemResponse } from './errors.ts'

const procedures = '/trpc/'

/** Probes and scrapers must see a busy server, and whoever manages it must be able to do something about it. */
function isExempt(path: string): boolean {
  if (path.startsWith('/health/') || path === '/metrics') return true
  return path.startsWith(procedures) && isAlwaysServed(path.slice(procedures.length).split(','))
}

/**
 * Refuses new requests before the ones under way suffer. It comes before everything else and costs next to nothing: a
 * refusal is neither logged nor timed by itself, it is counted.
 */
export function shedLoad(load: () => LoadState, shed: Metrics['httpShed']): MiddlewareHandler<AppEnv> {
  let inFlight = 0
  let n = 0
  return async (c, next) => {
    const reason = isExempt(c.req.path) ? undefined : refusalOf(load(), inFlight, n++)
    if (reason) {
      shed.inc({ reason })
      const problem = { code: 'SERVICE_UNAVAILABLE', message: 'The server is busy', retryAfter: 2 } as const
      const response = problemResponse(problem, randomUUID())
      response.headers.set('cache-control', 'no-store')
      response.headers.set('x-content-type-options', 'nosniff')
      return response
    }
    inFlight++
    try {
      await next()
    } finally {
      inFlight--
    }
  }
}
