import { normalAddress } from '@sarvanom/core'
import type { MiddlewareHandler } from 'hono'
import type { AppEnv } from './context.ts'

/**
 * The client's address, for the audit log and for limits. X-Forwarded-For can be written by anybody, so each of its
 * entries counts only if the one who added it is a proxy of ours: it is read from the right, beginning with who
 * connected to us, for as long as that is so.
 *
 * @param peer who connected to us
 * @param forwardedFor the X-Forwarded-For header, repeated ones joined by commas
 * @returns in normal spelling; IPv4 never mapped into IPv6
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  isTrusted: (address: string) => boolean,
): string | undefined {
  let client = peer === undefined ? undefined : normalAddress(peer)
  const added = forwardedFor?.split(',') ?? []
  while (client !== undefined && isTrusted(client)) {
    const before = added.pop()
    const address = before === undefined ? undefined : normalAddress(withoutPort(before))
    if (address === undefined) break
    client = address
  }
  return client
}

/** Some proxies write `192.0.2.1:4711` or `[2001:db8::1]:4711`. */
const withoutPort = (entry: string) =>
  entry
    .trim()
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/^(\[.*\]):\d+$/, '$1')

export function rememberClientAddress(isTrusted: (address: string) => boolean): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const address = clientAddress(c.env.incoming.socket.remoteAddress, c.req.header('x-forwarded-for'), isTrusted)
    c.set('clientAddress', address)
    await next()
  }
}
