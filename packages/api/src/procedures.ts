import { DomainError, type Permission, requirePermission } from '@sarvanom/core'
import { type AnyRouter, initTRPC } from '@trpc/server'
import type { ApiContext } from './context.ts'
import { formatError, toTrpcError } from './errors.ts'

/** Who may call a procedure. Levels in a collection are checked in core, by the one access rule. */
export type Access = 'public' | 'user' | Permission

const t = initTRPC
  .context<ApiContext>()
  .meta<{ access?: Access }>()
  .create({
    isDev: false,
    errorFormatter: ({ shape, error, ctx }) => formatError(shape, error, ctx?.requestId),
    sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 40_000 } },
  })

export const router = t.router
export const createCallerFactory = t.createCallerFactory

const base = t.procedure.use(async ({ next }) => {
  const result = await next()
  if (!result.ok) throw toTrpcError(result.error)
  return result
})

const signedIn = base.use(async ({ ctx, next }) => {
  const session = await ctx.session()
  if (!session) throw new DomainError('UNAUTHORIZED', 'Sign in first')
  return await next({ ctx: { ...ctx, actor: session.actor, user: session.user } })
})

/** Anybody, signed in or not. */
export const publicProcedure = base.meta({ access: 'public' })

/** Anybody who is signed in. */
export const userProcedure = signedIn.meta({ access: 'user' })

/** Who holds the permission. */
export const permittedProcedure = (permission: Permission) =>
  signedIn.meta({ access: permission }).use(async ({ ctx, next }) => {
    requirePermission(ctx.actor, permission)
    return await next()
  })

/** @throws where a procedure does not say who may call it: the server must not start then. */
export function assertAccessDeclared(appRouter: AnyRouter): void {
  const procedures = Object.entries(appRouter._def.procedures) as [string, { _def: { meta?: { access?: Access } } }][]
  const silent = procedures.filter(([, procedure]) => procedure._def.meta?.access === undefined).map(([name]) => name)
  if (silent.length > 0) throw new Error(`procedures without declared access: ${silent.join(', ')}`)
}
