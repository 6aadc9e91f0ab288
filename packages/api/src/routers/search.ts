import { ask, cancelRun, retrieve, watchRun } from '@sarvanom/core'
import { askInputSchema, idSchema, retrieveInputSchema } from '@sarvanom/core/schemas'
import { tracked } from '@trpc/server'
import { z } from 'zod'
import { router, userProcedure } from '../procedures.ts'

export const searchRouter = router({
  retrieve: userProcedure
    .input(retrieveInputSchema)
    .query(({ ctx, input, signal }) => retrieve(ctx.core, ctx.actor, input, signal ?? ctx.signal)),
  ask: userProcedure.input(askInputSchema).mutation(({ ctx, input }) => ask(ctx.core, ctx.actor, input)),
  events: userProcedure
    .input(z.object({ runId: idSchema, lastEventId: z.string().max(20).optional() }))
    .subscription(async function* ({ ctx, input, signal }) {
      for await (const event of watchRun(ctx.core, ctx.actor, input, signal ?? ctx.signal)) {
        yield tracked(String(event.seq), event)
      }
    }),
  cancel: userProcedure.input(z.object({ runId: idSchema })).mutation(async ({ ctx, input }) => {
    await cancelRun(ctx.core, ctx.actor, input.runId)
    return { runId: input.runId }
  }),
})
