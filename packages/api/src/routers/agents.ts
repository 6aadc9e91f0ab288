import {
  builtInAgents,
  cancelAgentRun,
  createAgent,
  deleteAgent,
  getAgent,
  listAgentRuns,
  listAgents,
  runAgent,
  updateAgent,
} from '@sarvanom/core'
import { createAgentSchema, idSchema, pageInputSchema, runAgentSchema, updateAgentSchema } from '@sarvanom/core/schemas'
import { z } from 'zod'
import { router, userProcedure } from '../procedures.ts'

const byId = z.object({ id: idSchema })

export const agentsRouter = router({
  /** A page of saved agents, and the built-in agents with their state. */
  list: userProcedure.input(pageInputSchema).query(async ({ ctx, input }) => {
    const [page, builtIn] = await Promise.all([
      listAgents(ctx.core, ctx.actor, input),
      builtInAgents(ctx.core, ctx.actor),
    ])
    return { ...page, builtIn }
  }),
  get: userProcedure.input(byId).query(({ ctx, input }) => getAgent(ctx.core, ctx.actor, input.id)),
  create: userProcedure.input(createAgentSchema).mutation(({ ctx, input }) => createAgent(ctx.core, ctx.actor, input)),
  update: userProcedure.input(updateAgentSchema).mutation(({ ctx, input }) => updateAgent(ctx.core, ctx.actor, input)),
  delete: userProcedure.input(byId).mutation(async ({ ctx, input }) => {
    await deleteAgent(ctx.core, ctx.actor, input.id)
    return { id: input.id }
  }),
  run: userProcedure.input(runAgentSchema).mutation(({ ctx, input }) => runAgent(ctx.core, ctx.actor, input)),
  runs: userProcedure
    .input(pageInputSchema.extend({ id: idSchema }))
    .query(({ ctx, input }) => listAgentRuns(ctx.core, ctx.actor, input)),
  cancel: userProcedure.input(byId).mutation(async ({ ctx, input }) => {
    await cancelAgentRun(ctx.core, ctx.actor, input.id)
    return { id: input.id }
  }),
})
