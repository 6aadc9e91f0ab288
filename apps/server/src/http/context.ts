import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'

export interface AppEnv {
  Bindings: HttpBindings
  Variables: {
    requestId: string
    /** The same in its log lines, its spans and the errors that the client sees. */
    traceId: string
    /** What logs and metrics call this request: a pattern, never the path a client typed. */
    route: string
    /** Who sent the request, behind the proxies that are trusted. */
    clientAddress: string | undefined
    /** Of the page that is answered; the content security policy lets its scripts run. */
    nonce: string
  }
}
export type AppContext = Context<AppEnv>

const loopback = /^(127\.|::1$|::ffff:127\.)/
const loopbackHost = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i

/**
 * True for a caller on this machine that no proxy stands before. The Host header must be a loopback name too: a page
 * whose own name was re-bound to 127.0.0.1 reaches us from this machine, but under that name.
 */
export function fromLoopback(c: AppContext): boolean {
  const address = c.env.incoming.socket.remoteAddress
  if (!address || !loopback.test(address) || !loopbackHost.test(c.req.header('host') ?? '')) return false
  return !['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some((name) => c.req.header(name) !== undefined)
}
