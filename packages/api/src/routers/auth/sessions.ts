import { listSessions, revokeOtherSessions, revokeSession } from '@sarvanom/core'
import { idSchema } from '@sarvanom/core/schemas'
import { z } from 'zod'
import { userProcedure } from '../../procedures.ts'

export const sessionProcedures = {
  list: userProcedure.query(({ ctx }) => listSessions(ctx.core, ctx.actor.userId, ctx.actor.sessionId)),
  revoke: userProcedure
    .input(z.object({ id: idSchema }))
    .mutation(({ ctx, input }) => revokeSession(ctx.core, ctx.actor, input.id, ctx.from)),
  revokeOthers: userProcedure.mutation(({ ctx }) => revokeOtherSessions(ctx.core, ctx.actor, ctx.from)),
}
