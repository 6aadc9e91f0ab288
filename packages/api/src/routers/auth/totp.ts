import { beginTotp, confirmTotp, disableTotp, renewRecoveryCodes } from '@sarvanom/core'
import { confirmTotpSchema, disableTotpSchema, newRecoveryCodesSchema } from '@sarvanom/core/schemas'
import { userProcedure } from '../../procedures.ts'
import { renewSession } from './sign-in.ts'

export const totpProcedures = {
  begin: userProcedure.mutation(({ ctx }) => beginTotp(ctx.core, ctx.actor, ctx.from)),
  /** The only answer, but for the one of `newRecoveryCodes`, that shows recovery codes. */
  confirm: userProcedure.input(confirmTotpSchema).mutation(async ({ ctx, input }) => {
    const confirmed = await confirmTotp(ctx.core, ctx.actor, input, ctx.from)
    await renewSession(ctx)
    return confirmed
  }),
  disable: userProcedure.input(disableTotpSchema).mutation(async ({ ctx, input }) => {
    const disabled = await disableTotp(ctx.core, ctx.actor, input, ctx.from)
    await renewSession(ctx)
    return disabled
  }),
  newRecoveryCodes: userProcedure
    .input(newRecoveryCodesSchema)
    .mutation(({ ctx, input }) => renewRecoveryCodes(ctx.core, ctx.actor, input, ctx.from)),
}
