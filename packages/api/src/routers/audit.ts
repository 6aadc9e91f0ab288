import { listAudit } from '@sarvanom/core'
import { listAuditSchema } from '@sarvanom/core/schemas'
import { router, userProcedure } from '../procedures.ts'

export const auditRouter = router({
  list: userProcedure.input(listAuditSchema).query(({ ctx, input }) => listAudit(ctx.core, input)),
})
