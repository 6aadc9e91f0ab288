import { rebuildIndex, systemInfo } from '@sarvanom/core'
import { userProcedure, router } from '../procedures.ts'

export const systemRouter = router({
  info: userProcedure.query(({ ctx }) => systemInfo(ctx.core)),
  /** Begins to build a new index beside the one in use; `info` tells how far it is. */
  rebuildIndex: userProcedure.mutation(({ ctx }) => rebuildIndex(ctx.core, ctx.actor, ctx.from)),
})
