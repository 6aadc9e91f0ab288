import { cancelJob, forgetSlowSpots, listLogs, listSlowSpots, rebuildIndex, slowRuns, systemInfo } from '@sarvanom/core'
import {
  cancelJobSchema,
  forgetSlowSpotsSchema,
  listLogsSchema,
  listSlowSpotsSchema,
  slowRunsSchema,
  updateSettingsSchema,
} from '@sarvanom/core/schemas'
import { router, userProcedure } from '../procedures.ts'

export const systemRouter = router({
  info: userProcedure.query(({ ctx }) => systemInfo(ctx.core)),
  /** Begins to build a new index beside the one in use; `info` tells how far it is. */
  rebuildIndex: userProcedure.mutation(({ ctx }) => rebuildIndex(ctx.core, ctx.actor, ctx.from)),
  /** Recent warnings and errors of every server, newest first. */
  logs: router({
    list: userProcedure.input(listLogsSchema).query(({ ctx, input }) => listLogs(ctx.core, input)),
  }),
  performance: router({
    statements: userProcedure
      .input(listSlowSpotsSchema)
      .query(({ ctx, input }) => listSlowSpots(ctx.core, 'statement', input, ctx.core.thresholds?.statementMs ?? null)),
    stalls: userProcedure
      .input(listSlowSpotsSchema)
      .query(({ ctx, input }) => listSlowSpots(ctx.core, 'stall', input, ctx.core.thresholds?.stallMs ?? null)),
    runs: userProcedure.input(slowRunsSchema).query(({ ctx, input }) => slowRuns(ctx.core, input)),
    forget: userProcedure
      .input(forgetSlowSpotsSchema)
      .mutation(({ ctx, input }) => forgetSlowSpots(ctx.core, ctx.actor, input, ctx.from)),
  }),
  status: userProcedure.query(({ ctx }) => ctx.core.systemStatus()),
  jobs: router({
    cancel: userProcedure
      .input(cancelJobSchema)
      .mutation(({ ctx, input }) => cancelJob(ctx.core, ctx.actor, input, ctx.from)),
  }),
  settings: router({
    get: userProcedure.query(({ ctx }) => ctx.core.settings.get()),
    update: userProcedure
      .input(updateSettingsSchema)
      .mutation(({ ctx, input }) => ctx.core.settings.update(ctx.actor, input, ctx.from)),
  }),
})
