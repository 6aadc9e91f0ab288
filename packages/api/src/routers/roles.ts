import { createRole, deleteRole, listRoles, updateRole } from '@sarvanom/core'
import { createRoleSchema, roleByNameSchema, updateRoleSchema } from '@sarvanom/core/schemas'
import { router, userProcedure } from '../procedures.ts'

export const rolesRouter = router({
  list: userProcedure.query(({ ctx }) => listRoles(ctx.core)),
  create: userProcedure
    .input(createRoleSchema)
    .mutation(({ ctx, input }) => createRole(ctx.core, ctx.actor, input, ctx.from)),
  update: userProcedure
    .input(updateRoleSchema)
    .mutation(({ ctx, input }) => updateRole(ctx.core, ctx.actor, input, ctx.from)),
  delete: userProcedure.input(roleByNameSchema).mutation(async ({ ctx, input }) => {
    await deleteRole(ctx.core, ctx.actor, input.name, ctx.from)
    return input
  }),
})
