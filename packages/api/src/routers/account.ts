import { deleteAccount, getAccount, updateAccount } from '@sarvanom/core'
import { deleteAccountSchema, updateAccountSchema } from '@sarvanom/core/schemas'
import { router, userProcedure } from '../procedures.ts'

/** The caller's own account. Its export is a route beside tRPC, because it streams. */
export const accountRouter = router({
  get: userProcedure.query(({ ctx }) => getAccount(ctx.core, ctx.actor)),
  update: userProcedure
    .input(updateAccountSchema)
    .mutation(({ ctx, input }) => updateAccount(ctx.core, ctx.actor, input, ctx.from)),
  delete: userProcedure.input(deleteAccountSchema).mutation(async ({ ctx, input }) => {
    await deleteAccount(ctx.core, ctx.actor, input, ctx.from)
    ctx.setCookie(await ctx.core.sessions.end(ctx.caller.cookies))
    return { deleted: true as const }
  }),
})
