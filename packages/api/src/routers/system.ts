import { rebuildIndex, systemInfo } from '@sarvanom/core'
import { updateSettingsSchema } from '@sarvanom/core/schemas'
import { router, userProcedure } from '../procedures.ts'

export const systemRouter = router({
  info: userProcedure.query(({ ctx }) => systemInfo(ctx.core)),
  /** Begins to build a new index beside the one in use; `info` tells how far it is. */
  rebuildIndex: userProcedure.mutation(({ ctx }) => rebuildIndex(ctx.core, ctx.actor, ctx.from)),
  settings: router({
    get: userProcedure.query(({ ctx }) => ctx.core.settings.get()),
    update: userProcedure
      .input(updateSettingsSchema)
      .mutation(({ ctx, input }) => ctx.core.settings.update(ctx.actor, input, ctx.from)),
  }),
})
