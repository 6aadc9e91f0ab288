import { createApiKey, listApiKeys, revokeApiKey } from '@sarvanom/core'
import { createApiKeySchema, idSchema, pageInputSchema } from '@sarvanom/core/schemas'
import { z } from 'zod'
import { userProcedure } from '../../procedures.ts'

export const apiKeyProcedures = {
  list: userProcedure.input(pageInputSchema).query(({ ctx, input }) => listApiKeys(ctx.core, ctx.actor, input)),
  /** The only answer that shows the key. */
  create: userProcedure
    .input(createApiKeySchema)
    .mutation(({ ctx, input }) => createApiKey(ctx.core, ctx.actor, input, ctx.from)),
  revoke: userProcedure
    .input(z.object({ id: idSchema }))
    .mutation(({ ctx, input }) => revokeApiKey(ctx.core, ctx.actor, input.id, ctx.from)),
}
