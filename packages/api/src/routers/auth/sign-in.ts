import { logIn, setUp, setupNeeded } from '@sarvanom/core'
import { loginInputSchema, setupInputSchema } from '@sarvanom/core/schemas'
import type { ApiContext } from '../../context.ts'
import { publicProcedure } from '../../procedures.ts'

/** A new session for every sign-in; one that the browser still held is ended. */
async function startSession(ctx: ApiContext, userId: string) {
  await ctx.core.sessions.end(ctx.caller.cookies)
  const { setCookie, signedIn } = await ctx.core.sessions.create(userId, ctx.caller)
  ctx.setCookie(setCookie)
  return { user: signedIn.user }
}

export const signInProcedures = {
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
    ctx.setCookie(await ctx.core.sessions.end(ctx.caller.cookies))
    return { user: null }
  }),
}
