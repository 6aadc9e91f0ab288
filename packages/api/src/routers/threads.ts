import { deleteThread, getThread, listThreads } from '@sarvanom/core'
import { idSchema, listThreadsSchema } from '@sarvanom/core/schemas'
import { z } from 'zod'
import { router, userProcedure } from '../procedures.ts'

const byId = z.object({ id: idSchema })

export const threadsRouter = router({
  list: userProcedure.input(listThreadsSchema).query(({ ctx, input }) => listThreads(ctx.core, ctx.actor, input)),
  get: userProcedure.input(byId).query(({ ctx, input }) => getThread(ctx.core, ctx.actor, input.id)),
  delete: userProcedure.input(byId).mutation(async ({ ctx, input }) => {
    await deleteThread(ctx.core, ctx.actor, input.id)
    return { id: input.id }
  }),
})
