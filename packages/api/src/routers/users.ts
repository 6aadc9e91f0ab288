import {
  createResetLink,
  createUser,
  deleteUser,
  disableUser,
  enableUser,
  getUser,
  listUserSessions,
  listUsers,
  removeTotp,
  revokeUserSessions,
  updateUser,
} from '@sarvanom/core'
import {
  createUserSchema,
  listUsersSchema,
  revokeUserSessionsSchema,
  updateUserSchema,
  userIdSchema,
} from '@sarvanom/core/schemas'
import { router, userProcedure } from '../procedures.ts'

export const usersRouter = router({
  list: userProcedure.input(listUsersSchema).query(({ ctx, input }) => listUsers(ctx.core, input)),
  get: userProcedure.input(userIdSchema).query(({ ctx, input }) => getUser(ctx.core, input.id)),
  create: userProcedure
    .input(createUserSchema)
    .mutation(({ ctx, input }) => createUser(ctx.core, ctx.actor, input, ctx.from)),
  update: userProcedure
    .input(updateUserSchema)
    .mutation(({ ctx, input }) => updateUser(ctx.core, ctx.actor, input, ctx.from)),
  disable: userProcedure
    .input(userIdSchema)
    .mutation(({ ctx, input }) => disableUser(ctx.core, ctx.actor, input.id, ctx.from)),
  enable: userProcedure
    .input(userIdSchema)
    .mutation(({ ctx, input }) => enableUser(ctx.core, ctx.actor, input.id, ctx.from)),
  delete: userProcedure.input(userIdSchema).mutation(async ({ ctx, input }) => {
    await deleteUser(ctx.core, { actor: ctx.actor, id: input.id, action: 'users.delete', from: ctx.from })
    return input
  }),
  /** For who cannot get in: a link to choose a new password, mailed where mail is configured. */
  resetLink: userProcedure
    .input(userIdSchema)
    .mutation(({ ctx, input }) => createResetLink(ctx.core, input.id, { by: ctx.actor, from: ctx.from })),
  removeTotp: userProcedure
    .input(userIdSchema)
    .mutation(({ ctx, input }) => removeTotp(ctx.core, ctx.actor, input.id, ctx.from)),
  sessions: router({
    list: userProcedure.input(userIdSchema).query(({ ctx, input }) => listUserSessions(ctx.core, input.id)),
    revoke: userProcedure
      .input(revokeUserSessionsSchema)
      .mutation(({ ctx, input }) => revokeUserSessions(ctx.core, ctx.actor, input, ctx.from)),
  }),
})
