import { logIn, setUp, setupNeeded } from '@sarvanom/core'
import { loginInputSchema, setupInputSchema } from '@sarvanom/core/schemas'
import type { ApiContext } from '../context.ts'
import { publicProcedure, router } from '../procedures.ts'

/** A new session for every sign-in; one that the browser still held is ended. */
async function startSession(ctx: ApiContext, userId: string) {
  await ctx.core.sessions.end(ctx.cookies)
  const cookie = await ctx.core.sessions.create(userId, ctx.userAgent)
  ctx.setCookie(cookie)
  const found = await ctx.core.sessions.read(cookie.split(';')[0] ?? '')
  return { user: found?.user ?? null }
}

export const authRouter = router({
  status: publicProcedure.query(async ({ ctx }) => ({
    setupNeeded: await setupNeeded(ctx.core),
    user: (await ctx.session())?.user ?? null,
    registrationOpen: false,
  })),
  setup: publicProcedure.input(setupInputSchema).mutation(async ({ ctx, input }) => {
    const { id } = await setUp(ctx.core, input, ctx.from)
    return await startSession(ctx, id)
  }),
  login: publicProcedure.input(loginInputSchema).mutation(async ({ ctx, input }) => {
    const { id } = await logIn(ctx.core, input, ctx.from)
    return await startSession(ctx, id)
  }),
  logout: publicProcedure.mutation(async ({ ctx }) => {
    ctx.setCookie(await ctx.core.sessions.end(ctx.cookies))
    return { user: null }
  }),
})
