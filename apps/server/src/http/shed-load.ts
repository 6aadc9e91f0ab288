import { randomUUID } from 'node:crypto'
import { gateOf, isAlwaysServed } from '@sarvanom/api'
import { beginWork, type Metrics } from '@sarvanom/core'
import type { MiddlewareHandler } from 'hono'
import type { Backlog } from '../load/backlog.ts'
import { type LoadState, refusalOf } from '../load/decide-load.ts'
import type { Log } from '../logger.ts'
import type { AppContext, AppEnv } from './context.ts'
import { problemResponse } from './errors.ts'
import { beginningOf } from './request-log.ts'

const procedures = '/trpc/'

/** Probes and scrapers must see a busy server, and whoever manages it must be able to do something about it. */
function isExempt(path: string, names: readonly string[]): boolean {
  return path.startsWith('/health/') || path === '/metrics' || (names.length > 0 && isAlwaysServed(names))
}

/** Who sent it, by what they show or by where they are: nobody is asked yet whether it holds. */
const senderOf = (c: AppContext) =>
  c.req.header('authorization') ?? c.req.header('cookie') ?? `address ${c.get('clientAddress') ?? 'unknown'}`

interface Shedding {
  load: () => LoadState
  backlog: Backlog
  shed: Metrics['httpShed']
  log: Log
  /** What makes an answer readable to other origins. */
  cors: MiddlewareHandler<AppEnv> | undefined
}

/**
 * Refuses new requests before the ones under way suffer. It comes before everything else and costs next to nothing: a
 * refusal is counted and not timed, and its line is of level `debug`, or a crowd would fill the disk.
 */
export function shedLoad({ load, backlog, shed, log, cors }: Shedding): MiddlewareHandler<AppEnv> {
  let inFlight = 0
  let n = 0
  return async (c, next) => {
    const { path } = c.req
    const names = path.startsWith(procedures) ? path.slice(procedures.length).split(',') : []
    const early = isExempt(path, names) ? undefined : refusalOf(load(), inFlight, n++)
    const leave = early ? undefined : backlog.enter(names.map(gateOf), senderOf(c))
    if (!leave) {
      const reason = early ?? 'queue'
      shed.inc({ reason })
      const requestId = randomUUID()
      const refuse = async () => {
        c.res = refusal(requestId)
      }
      return beginWork(beginningOf(c, requestId), () => {
        log.debug({ method: c.req.method, status: 503, reason }, 'request refused')
        return cors ? cors(c, refuse) : refuse()
      })
    }
    inFlight++
    try {
      await next()
    } finally {
      inFlight--
      leave()
    }
  }
}

function refusal(requestId: string): Response {
  const problem = { code: 'SERVICE_UNAVAILABLE', message: 'The server is busy', retryAfter: 2 } as const
  const response = problemResponse(problem, requestId)
  response.headers.set('x-request-id', requestId)
  response.headers.set('cache-control', 'no-store')
  response.headers.set('x-content-type-options', 'nosniff')
  return response
}
