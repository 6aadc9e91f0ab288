import {
  addGroupMember,
  createGroup,
  deleteGroup,
  getGroup,
  listGroupMembers,
  listGroups,
  removeGroupMember,
  updateGroup,
} from '@sarvanom/core'
import {
  createGroupSchema,
  groupInputSchema,
  groupMemberSchema,
  listGroupMembersSchema,
  pageInputSchema,
  updateGroupSchema,
} from '@sarvanom/core/schemas'
import { router, userProcedure } from '../procedures.ts'

export const groupsRouter = router({
  list: userProcedure.input(pageInputSchema).query(({ ctx, input }) => listGroups(ctx.core, input)),
  get: userProcedure.input(groupInputSchema).query(({ ctx, input }) => getGroup(ctx.core, input.id)),
  create: userProcedure
    .input(createGroupSchema)
    .mutation(({ ctx, input }) => createGroup(ctx.core, ctx.actor, input, ctx.from)),
  update: userProcedure
    .input(updateGroupSchema)
    .mutation(({ ctx, input }) => updateGroup(ctx.core, ctx.actor, input, ctx.from)),
  delete: userProcedure.input(groupInputSchema).mutation(async ({ ctx, input }) => {
    await deleteGroup(ctx.core, ctx.actor, input.id, ctx.from)
    return { id: input.id }
  }),
  members: router({
    list: userProcedure.input(listGroupMembersSchema).query(({ ctx, input }) => listGroupMembers(ctx.core, input)),
    add: userProcedure.input(groupMemberSchema).mutation(async ({ ctx, input }) => {
      await addGroupMember(ctx.core, ctx.actor, input, ctx.from)
      return input
    }),
    remove: userProcedure.input(groupMemberSchema).mutation(async ({ ctx, input }) => {
      await removeGroupMember(ctx.core, ctx.actor, input, ctx.from)
      return input
    }),
  }),
})
