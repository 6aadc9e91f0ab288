import {
  changePassword,
  checkCredentials,
  logOut,
  rememberDevice,
  type SessionUser,
  setUp,
  setupNeeded,
  type UserActor,
} from '@sarvanom/core'
import { changePasswordSchema, loginInputSchema, setupInputSchema } from '@sarvanom/core/schemas'
import type { ApiContext } from '../../context.ts'
import { publicProcedure, userProcedure } from '../../procedures.ts'

/** A new session for every sign-in; one that the browser still held is ended, and the browser is known from now on. */
export async function startSession(ctx: ApiContext, userId: string) {
  const { core, caller } = ctx
  core.noteActor(userId)
  await core.sessions.end(caller.cookies)
  ctx.setCookie(await rememberDevice(core, { userId, cookies: caller.cookies }))
  const { setCookie, signedIn } = await core.sessions.create(userId, caller)
  ctx.setCookie(setCookie)
  return { user: signedIn.user }
}

/**
 * A new session in the place of the caller's, after what proves who somebody is has changed: an id that leaked before is
 * worth nothing then. A client with tokens keeps its session, because it has no cookie to take a new one from.
 */
export async function renewSession(ctx: ApiContext & { actor: UserActor; user: SessionUser }) {
  return ctx.actor.via === 'session' ? await startSession(ctx, ctx.actor.userId) : { user: ctx.user }
}

export const signInProcedures = {
  status: publicProcedure.query(async ({ ctx }) => {
    const { signIn, mail } = await ctx.core.settings.get()
    const signedIn = await ctx.session()
    return {
      setupNeeded: await setupNeeded(ctx.core),
      user: signedIn?.user ?? null,
      registrationOpen: signIn.registration === 'open',
      registration: signIn.registration,
      mail: mail.configured,
      secondFactorMissing: signedIn?.secondFactorMissing ?? false,
    }
  }),
  setup: publicProcedure.input(setupInputSchema).mutation(async ({ ctx, input }) => {
    const { id } = await setUp(ctx.core, input, ctx.from)
    return await startSession(ctx, id)
  }),
  login: publicProcedure.input(loginInputSchema).mutation(async ({ ctx, input }) => {
    const { userId } = await checkCredentials(ctx.core, input, ctx.caller)
    return await startSession(ctx, userId)
  }),
  changePassword: userProcedure.input(changePasswordSchema).mutation(async ({ ctx, input }) => {
    await changePassword(ctx.core, ctx.actor, input, ctx.caller)
    return await renewSession(ctx)
  }),
  logout: publicProcedure.mutation(async ({ ctx }) => {
    ctx.setCookie(await logOut(ctx.core, ctx.caller))
    return { user: null }
  }),
}
