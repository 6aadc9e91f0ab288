import type { MiddlewareHandler } from 'hono'
import type { AppEnv } from './context.ts'
import { problemResponse } from './errors.ts'

const harmless = new Set(['GET', 'HEAD', 'OPTIONS'])

export interface RequestOrigin {
  method: string
  cookie: string | undefined
  origin: string | undefined
  host: string | undefined
  secFetchSite: string | undefined
}

/**
 * Whether a request may speak with the authority of its cookie. Browsers put an Origin on every POST, so one that
 * changes something, carries a cookie and does not come from our own address was sent by another site (OWASP CSRF
 * cheat sheet, "verifying origin with standard headers"). Requests without a cookie have no authority to abuse.
 */
export function mayUseCookie(
  { method, cookie, origin, host, secFetchSite }: RequestOrigin,
  publicUrl: string,
): boolean {
  if (harmless.has(method) || cookie === undefined) return true
  if (secFetchSite === 'cross-site' || origin === undefined || !URL.canParse(origin)) return false
  const from = new URL(origin)
  return (
    from.origin === new URL(publicUrl).origin || (/^https?:$/.test(from.protocol) && from.host === host?.toLowerCase())
  )
}

export function originCheck(publicUrl: string): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const allowed = mayUseCookie(
      {
        method: c.req.method,
        cookie: c.req.header('cookie'),
        origin: c.req.header('origin'),
        host: c.req.header('host'),
        secFetchSite: c.req.header('sec-fetch-site'),
      },
      publicUrl,
    )
    if (allowed) return next()
    const message = 'This request did not come from the address of this server'
    return problemResponse({ code: 'FORBIDDEN', message }, c.get('requestId'))
  }
}
