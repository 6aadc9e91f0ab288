import { deleteQuery, getQuery, listQueries, rateQuery, rerun, runTimeline } from '@sarvanom/core'
import { idSchema, listQueriesSchema, queryTimelineSchema, rateQuerySchema } from '@sarvanom/core/schemas'
import { z } from 'zod'
import { router, userProcedure } from '../procedures.ts'

const byId = z.object({ id: idSchema })

export const queriesRouter = router({
  list: userProcedure.input(listQueriesSchema).query(({ ctx, input }) => listQueries(ctx.core, ctx.actor, input)),
  get: userProcedure.input(byId).query(({ ctx, input }) => getQuery(ctx.core, ctx.actor, input.id)),
  timeline: userProcedure.input(queryTimelineSchema).query(({ ctx, input }) => runTimeline(ctx.core, ctx.actor, input)),
  delete: userProcedure.input(byId).mutation(async ({ ctx, input }) => {
    await deleteQuery(ctx.core, ctx.actor, input.id)
    return { id: input.id }
  }),
  rerun: userProcedure.input(byId).mutation(({ ctx, input }) => rerun(ctx.core, ctx.actor, input.id)),
  rate: userProcedure.input(rateQuerySchema).mutation(async ({ ctx, input }) => {
    await rateQuery(ctx.core, ctx.actor, input)
    return { id: input.id, rating: input.rating }
  }),
})
