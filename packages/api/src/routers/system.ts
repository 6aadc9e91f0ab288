import { rebuildIndex, systemInfo } from '@sarvanom/core'
import { permittedProcedure, router } from '../procedures.ts'

export const systemRouter = router({
  info: permittedProcedure('system:manage').query(({ ctx }) => systemInfo(ctx.core)),
  /** Begins to build a new index beside the one in use; `info` tells how far it is. */
  rebuildIndex: permittedProcedure('system:manage').mutation(({ ctx }) => rebuildIndex(ctx.core, ctx.actor, ctx.from)),
})
