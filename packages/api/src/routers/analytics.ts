import {
  analyticsOverview,
  analyticsQuestions,
  analyticsSearches,
  analyticsTimeseries,
  analyticsTop,
} from '@sarvanom/core'
import {
  analyticsFilterSchema,
  analyticsQuestionsSchema,
  analyticsSearchesSchema,
  timeseriesSchema,
  topSchema,
} from '@sarvanom/core/schemas'
import { router, userProcedure } from '../procedures.ts'

export const analyticsRouter = router({
  overview: userProcedure
    .input(analyticsFilterSchema)
    .query(({ ctx, input }) => analyticsOverview(ctx.core, ctx.actor, input)),
  timeseries: userProcedure
    .input(timeseriesSchema)
    .query(({ ctx, input }) => analyticsTimeseries(ctx.core, ctx.actor, input)),
  top: userProcedure.input(topSchema).query(({ ctx, input }) => analyticsTop(ctx.core, ctx.actor, input)),
  questions: userProcedure
    .input(analyticsQuestionsSchema)
    .query(({ ctx, input }) => analyticsQuestions(ctx.core, ctx.actor, input)),
  searches: userProcedure
    .input(analyticsSearchesSchema)
    .query(({ ctx, input }) => analyticsSearches(ctx.core, ctx.actor, input)),
})
