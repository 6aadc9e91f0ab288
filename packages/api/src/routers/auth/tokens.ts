import { checkCredentials } from '@sarvanom/core'
import { loginInputSchema, refreshInputSchema } from '@sarvanom/core/schemas'
import { publicProcedure } from '../../procedures.ts'

export const tokenProcedures = {
  token: publicProcedure.input(loginInputSchema).mutation(async ({ ctx, input }) => {
    const { userId } = await checkCredentials(ctx.core, input, ctx.caller)
    ctx.core.noteActor(userId)
    return await ctx.core.tokens.issue(userId, ctx.caller)
  }),
  refresh: publicProcedure
    .input(refreshInputSchema)
    .mutation(({ ctx, input }) => ctx.core.tokens.refresh(input.refreshToken, ctx.caller)),
}
