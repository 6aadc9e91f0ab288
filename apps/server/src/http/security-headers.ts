import type { MiddlewareHandler } from 'hono'
import type { AppEnv } from './context.ts'

/**
 * Everything from ourselves and nothing inline.
 * @param nonce of a page: the scripts that it itself carries
 */
export function contentSecurityPolicy(nonce?: string): string {
  return [
    "default-src 'self'",
    `script-src 'self'${nonce === undefined ? '' : ` 'nonce-${nonce}'`}`,
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** Headers that every response carries, errors and streams included. */
export function securityHeaders(publicUrl: string): MiddlewareHandler<AppEnv> {
  const headers: [string, string][] = [
    ['x-content-type-options', 'nosniff'],
    ['x-frame-options', 'DENY'],
    ['x-permitted-cross-domain-policies', 'none'],
    ['referrer-policy', 'no-referrer'],
    ['cross-origin-opener-policy', 'same-origin'],
    ['cross-origin-resource-policy', 'same-origin'],
    ['origin-agent-cluster', '?1'],
    ['permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()'],
  ]
  if (publicUrl.startsWith('https:')) {
    headers.push(['strict-transport-security', 'max-age=31536000'])
  }
  return async (c, next) => {
    await next()
    const response = c.res.headers
    for (const [name, value] of headers) response.set(name, value)
    response.set('content-security-policy', contentSecurityPolicy(c.get('nonce')))
    // Answers are somebody's own; what may be kept, as the files of the web app, says so.
    if (!response.has('cache-control')) response.set('cache-control', 'no-store')
  }
}
