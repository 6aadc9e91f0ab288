import type { MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'
import type { AppEnv } from './context.ts'
import { problemResponse } from './errors.ts'

const harmless = new Set(['GET', 'HEAD', 'OPTIONS'])

export interface RequestOrigin {
  method: string
  cookie: string | undefined
  authorization: string | undefined
  origin: string | undefined
  host: string | undefined
  secFetchSite: string | undefined
}

export interface KnownOrigins {
  publicUrl: string
  /** Other web apps that may call the API; never with our cookie. */
  corsOrigins: readonly string[]
}

/**
 * Whether a request that changes something may do so, by where it comes from (OWASP CSRF cheat sheet, "verifying origin
 * with standard headers"). Browsers put an Origin on every POST.
 *
 * - With our cookie it must come from our own pages: a sibling under the same domain is somebody else's.
 * - With a token or key and no cookie it has no authority but what its sender put there.
 * - With neither it may sign somebody in, so no foreign page may send it, but programs, which send no Origin, may.
 *
 * Hono's `csrf` asks only for requests that a plain form could send; ours asks for all, whatever type they claim.
 */
export function mayChange(request: RequestOrigin, known: KnownOrigins): boolean {
  const { method, cookie, authorization, origin, secFetchSite } = request
  if (harmless.has(method)) return true
  const foreignSite = secFetchSite !== undefined && !['same-origin', 'none'].includes(secFetchSite)
  const own = origin !== undefined && isOwn(origin, request.host, known.publicUrl)
  if (cookie !== undefined) return own && !foreignSite
  if (authorization !== undefined) return true
  if (origin === undefined) return !foreignSite
  return known.corsOrigins.includes(origin) || (own && !foreignSite)
}

function isOwn(origin: string, host: string | undefined, publicUrl: string): boolean {
  const from = URL.parse(origin)
  if (!from) return false
  if (from.origin === new URL(publicUrl).origin) return true
  return /^https?:$/.test(from.protocol) && from.host === host?.toLowerCase()
}

export function originCheck(known: KnownOrigins): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const allowed = mayChange(
      {
        method: c.req.method,
        cookie: c.req.header('cookie'),
        authorization: c.req.header('authorization'),
        origin: c.req.header('origin'),
        host: c.req.header('host'),
        secFetchSite: c.req.header('sec-fetch-site'),
      },
      known,
    )
    if (allowed) return next()
    const message = 'This request did not come from the address of this server'
    return problemResponse({ code: 'FORBIDDEN', message }, c.get('requestId'))
  }
}

/** Lets the pages of other, named origins read our answers. They bring a token: no cookie is taken from them. */
export const corsFor = (origins: readonly string[]): MiddlewareHandler<AppEnv> =>
  cors({
    origin: [...origins],
    allowMethods: ['GET', 'POST'],
    allowHeaders: ['authorization', 'content-type', 'idempotency-key', 'last-event-id', 'trpc-accept'],
    exposeHeaders: ['content-disposition', 'retry-after', 'x-request-id'],
    maxAge: 600,
  })
