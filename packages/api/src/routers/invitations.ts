import { createInvitation, deleteInvitation, listInvitations } from '@sarvanom/core'
import { createInvitationSchema, invitationIdSchema, pageInputSchema } from '@sarvanom/core/schemas'
import { router, userProcedure } from '../procedures.ts'

export const invitationsRouter = router({
  list: userProcedure.input(pageInputSchema).query(({ ctx, input }) => listInvitations(ctx.core, input)),
  /** The link is told in this answer only. */
  create: userProcedure
    .input(createInvitationSchema)
    .mutation(({ ctx, input }) => createInvitation(ctx.core, ctx.actor, input, ctx.from)),
  delete: userProcedure.input(invitationIdSchema).mutation(async ({ ctx, input }) => {
    await deleteInvitation(ctx.core, ctx.actor, input.id, ctx.from)
    return { id: input.id }
  }),
})
