import { accessTable, assertRoutesDeclared, authorize, gateOf } from '@sarvanom/api'
import { type Admission, actAs, type SignedIn } from '@sarvanom/core'
import type { Hono } from 'hono'
import { inspectRoutes } from 'hono/dev'
import type { AppContext, AppEnv } from './context.ts'
import { whenSent } from './when-sent.ts'

type Answer = Response | Promise<Response>
type Method = 'GET' | 'POST'

/** Who a request speaks for. @throws DomainError UNAUTHORIZED for a token or key that is not good */
export type ReadSignedIn = (c: AppContext) => Promise<SignedIn | undefined>

export interface Routes {
  /** A route that the access table opens to anyone. */
  open(method: Method, path: string, handler: (c: AppContext) => Answer): void
  /**
   * A route for who meets its line of the access table; it works in that user's name, when it is their turn. What it streams after it has
   * answered must carry the name along (`iterateAs`).
   *
   * @param instead an answer for callers that are known by other means, as a scraper on this machine
   */
  guarded(
    method: Method,
    path: string,
    handler: (c: AppContext, signedIn: SignedIn) => Answer,
    instead?: (c: AppContext) => Answer | undefined,
  ): void
}

/** Mounts routes by the access table: what it does not name cannot be mounted, nor left unguarded. */
export function openRoutes(app: Hono<AppEnv>, readSignedIn: ReadSignedIn, admission: Admission): Routes {
  const requirementOf = (method: Method, path: string) => {
    const requirement = accessTable[`${method} ${path}`]
    if (!requirement) throw new Error(`no access is declared for ${method} ${path}`)
    return requirement
  }
  return {
    open(method, path, handler) {
      if (requirementOf(method, path).who !== 'anyone') throw new Error(`${method} ${path} is not open to anyone`)
      app.on(method, path, (c) => handler(c))
    },
    guarded(method, path, handler, instead) {
      const requirement = requirementOf(method, path)
      app.on(method, path, async (c) => {
        const known = await instead?.(c)
        if (known) return known
        const signedIn = await readSignedIn(c)
        authorize(requirement, signedIn)
        if (!signedIn) throw new Error(`${method} ${path} is open to anyone`)
        const gate = gateOf(`${method} ${path}`)
        // Until the last byte is sent: what is written while it is sent is work until then.
        if (gate) whenSent(c, await admission.enter(gate, signedIn.actor.userId, c.req.raw.signal))
        return await actAs(signedIn.actor.userId, async () => await handler(c, signedIn))
      })
    },
  }
}

/** Its procedures are declared one by one. */
const procedures = 'ALL /trpc/*'

/** @throws where a route has no line in the access table, or a line has no route: the server must not start then */
export function assertRoutes(app: Hono<AppEnv>): void {
  const routes = inspectRoutes(app)
    // `app.use` is how middleware comes in; everything else answers requests.
    .filter(({ method, isMiddleware }) => method !== 'ALL' || !isMiddleware)
    .map(({ method, path }) => `${method} ${path}`)
  assertRoutesDeclared(routes.filter((name) => name !== procedures))
}
