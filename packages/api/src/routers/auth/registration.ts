import {
  readInvitation,
  register,
  requestPasswordReset,
  resendVerification,
  resetPassword,
  verifyEmail,
} from '@sarvanom/core'
import {
  linkSchema,
  registerInputSchema,
  requestPasswordResetSchema,
  resetPasswordSchema,
} from '@sarvanom/core/schemas'
import { publicProcedure, userProcedure } from '../../procedures.ts'
import { startSession } from './sign-in.ts'

export const registrationProcedures = {
  /** An invitation signs in at once; otherwise the answer is the same whether or not the address was free. */
  register: publicProcedure.input(registerInputSchema).mutation(async ({ ctx, input }) => {
    const { userId, next } = await register(ctx.core, input, ctx.from)
    return { user: userId === null ? null : (await startSession(ctx, userId)).user, next }
  }),
  /** What an invitation's link is for. */
  invitation: publicProcedure.input(linkSchema).query(({ ctx, input }) => readInvitation(ctx.core, input.token)),
  requestPasswordReset: publicProcedure
    .input(requestPasswordResetSchema)
    .mutation(({ ctx, input }) => requestPasswordReset(ctx.core, input, ctx.from)),
  resetPassword: publicProcedure
    .input(resetPasswordSchema)
    .mutation(({ ctx, input }) => resetPassword(ctx.core, input, ctx.from)),
  verifyEmail: publicProcedure
    .input(linkSchema)
    .mutation(({ ctx, input }) => verifyEmail(ctx.core, input.token, ctx.from)),
  resendVerification: userProcedure.mutation(({ ctx }) => resendVerification(ctx.core, ctx.actor)),
}
