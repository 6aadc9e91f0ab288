import { actAs, DomainError, inSpan, iterateAs, iterateHere, type Metrics } from '@sarvanom/core'
import { getTRPCErrorFromUnknown, initTRPC } from '@trpc/server'
import { authorize } from './access/authorize.ts'
import { accessTable } from './access/table.ts'
import type { ApiContext } from './context.ts'
import { formatError, toTrpcError } from './errors.ts'
import { gateOf } from './gates.ts'

const t = initTRPC.context<ApiContext>().create({
  isDev: false,
  errorFormatter: ({ shape, error, ctx }) => formatError(shape, error, ctx),
  sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 40_000 } },
})

export const router = t.router
export const createCallerFactory = t.createCallerFactory

/** Nobody's id: who is not signed in sees no row that belongs to somebody. */
const nobody = 'nobody'

const addressOf = ({ from }: ApiContext) => `address ${from.address ?? 'unknown'}`

const isSequence = (data: unknown): data is AsyncIterable<unknown> =>
  typeof data === 'object' && data !== null && Symbol.asyncIterator in data

/** Errors become tRPC's once, and how each call ended is counted: also that of a batch, which is one request. */
const base = t.procedure.use(({ ctx, path, next }) =>
  inSpan(`procedure ${path}`, {}, async () => {
    const began = performance.now()
    const result = await next()
    const error = result.ok ? undefined : toTrpcError(result.error, ctx.signal.aborted)
    const code = error?.code.toLowerCase() ?? 'ok'
    ctx.core.metrics.procedureDuration.observe({ procedure: path, code }, (performance.now() - began) / 1000)
    if (error) throw error
    return result
  }),
)

/**
 * Looks the procedure up in the access table, refuses who may not call it, and runs it in the caller's name once it is
 * their turn. Streams are counted where they are served.
 */
const guarded = base.use(async ({ ctx, path, type, next }) => {
  const requirement = accessTable[path]
  if (!requirement) throw new Error(`no access is declared for ${path}`)
  const signedIn = requirement.who === 'anyone' ? undefined : await ctx.session()
  authorize(requirement, signedIn)
  const userId = signedIn?.actor.userId ?? nobody
  const gate = gateOf(path)
  const leave = gate && (await ctx.core.admission.enter(gate, signedIn ? userId : addressOf(ctx), ctx.signal))
  const result = await actAs(userId, () => next()).finally(leave)
  // Whatever was changed holds for the very next request.
  if (type === 'mutation') ctx.core.forgetSignIns()
  if (!result.ok) return result
  if (type !== 'subscription' || !signedIn || !isSequence(result.data)) return result
  const items = translated(ctx.core.whileSignedIn(signedIn, result.data))
  return { ...result, data: iterateHere(iterateAs(userId, counted(ctx.core.metrics.streamsOpen, path, items))) }
})

/** The same items; an error on the way is told as one of a query would be. */
async function* translated<T>(items: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  try {
    yield* items
  } catch (error) {
    throw toTrpcError(getTRPCErrorFromUnknown(error))
  }
}

/** The same items, counted as an open stream from the first that is asked for to the end. */
async function* counted<T>(open: Metrics['streamsOpen'], procedure: string, items: AsyncIterable<T>) {
  open.inc({ procedure })
  try {
    yield* items
  } finally {
    open.dec({ procedure })
  }
}

/** For who need not be signed in. */
export const publicProcedure = guarded

/** For who is signed in; what more it takes stands in the access table. */
export const userProcedure = guarded.use(async ({ ctx, next }) => {
  const signedIn = await ctx.session()
  if (!signedIn) throw new DomainError('UNAUTHORIZED', 'Sign in first')
  return await next({ ctx: { ...ctx, actor: signedIn.actor, user: signedIn.user } })
})
