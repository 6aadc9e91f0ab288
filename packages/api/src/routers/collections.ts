import {
  createCollection,
  deleteCollection,
  getCollection,
  listCollections,
  listMembers,
  removeCollectionGroup,
  removeMember,
  setCollectionGroup,
  setMember,
  updateCollection,
} from '@sarvanom/core'
import {
  createCollectionSchema,
  idSchema,
  pageInputSchema,
  removeCollectionGroupSchema,
  removeMemberSchema,
  setCollectionGroupSchema,
  setMemberSchema,
  updateCollectionSchema,
} from '@sarvanom/core/schemas'
import { z } from 'zod'
import { router, userProcedure } from '../procedures.ts'

export const collectionsRouter = router({
  list: userProcedure.input(pageInputSchema).query(({ ctx, input }) => listCollections(ctx.core, ctx.actor, input)),
  get: userProcedure
    .input(z.object({ id: idSchema }))
    .query(({ ctx, input }) => getCollection(ctx.core, ctx.actor, input.id)),
  create: userProcedure
    .input(createCollectionSchema)
    .mutation(({ ctx, input }) => createCollection(ctx.core, ctx.actor, input, ctx.from)),
  update: userProcedure
    .input(updateCollectionSchema)
    .mutation(({ ctx, input }) => updateCollection(ctx.core, ctx.actor, input, ctx.from)),
  delete: userProcedure.input(z.object({ id: idSchema })).mutation(async ({ ctx, input }) => {
    await deleteCollection(ctx.core, ctx.actor, input.id, ctx.from)
    return { id: input.id }
  }),
  members: router({
    list: userProcedure
      .input(z.object({ collectionId: idSchema }))
      .query(({ ctx, input }) => listMembers(ctx.core, ctx.actor, input.collectionId)),
    set: userProcedure.input(setMemberSchema).mutation(async ({ ctx, input }) => {
      await setMember(ctx.core, ctx.actor, input, ctx.from)
      return input
    }),
    remove: userProcedure.input(removeMemberSchema).mutation(async ({ ctx, input }) => {
      await removeMember(ctx.core, ctx.actor, input, ctx.from)
      return input
    }),
  }),
  groups: router({
    set: userProcedure.input(setCollectionGroupSchema).mutation(async ({ ctx, input }) => {
      await setCollectionGroup(ctx.core, ctx.actor, input, ctx.from)
      return input
    }),
    remove: userProcedure.input(removeCollectionGroupSchema).mutation(async ({ ctx, input }) => {
      await removeCollectionGroup(ctx.core, ctx.actor, input, ctx.from)
      return input
    }),
  }),
})
