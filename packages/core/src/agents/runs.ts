import type { AgentRunTrigger, Database, RunStatus } from '@sarvanom/db'
import type { z } from 'zod'
import type { UserActor } from '../access/index.ts'
import { type AskContext, type Asked, ask, cancelRun } from '../answers/index.ts'
import { notFound } from '../errors.ts'
import { after, toPage } from '../paging.ts'
import type { Page } from '../shared-schema.ts'
import { getAgent } from './agents.ts'
import type { runAgentSchema } from './schema.ts'

export interface AgentRunView {
  id: string
  agentId: string
  trigger: AgentRunTrigger
  runId: string
  queryId: string
  threadId: string
  question: string
  status: RunStatus
  error: { code: string; message: string } | null
  createdAt: string
  completedAt: string | null
}

/** Asks a question through a saved agent: its collections, mode and instructions apply. */
export async function runAgent(
  context: AskContext,
  actor: UserActor,
  { id, question, threadId }: z.infer<typeof runAgentSchema>,
): Promise<Asked> {
  return await ask(context, actor, { question, agentId: id, threadId, collectionIds: undefined })
}

/** Runs of one's own agent, newest first. */
export async function listAgentRuns(
  context: { db: Database },
  actor: UserActor,
  { id, limit, cursor }: { id: string; limit: number; cursor?: string | undefined },
): Promise<Page<AgentRunView>> {
  await getAgent(context, actor, id)
  const rows = await context.db.prisma.agentRun.findMany({
    where: { AND: [{ agentId: id }, after(cursor, 'createdAt')] },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
    select: {
      id: true,
      agentId: true,
      trigger: true,
      createdAt: true,
      run: {
        select: {
          id: true,
          status: true,
          errorCode: true,
          errorMessage: true,
          completedAt: true,
          query: { select: { id: true, threadId: true, question: true } },
        },
      },
    },
  })
  return toPage(
    rows,
    limit,
    (row) => ({ at: row.createdAt, id: row.id }),
    ({ run, createdAt, ...row }) => ({
      ...row,
      runId: run.id,
      queryId: run.query.id,
      threadId: run.query.threadId,
      question: run.query.question,
      status: run.status,
      error: run.errorCode === null ? null : { code: run.errorCode, message: run.errorMessage ?? '' },
      createdAt: createdAt.toISOString(),
      completedAt: run.completedAt?.toISOString() ?? null,
    }),
  )
}

/** @param id of the agent run. */
export async function cancelAgentRun(context: AskContext, actor: UserActor, id: string): Promise<void> {
  const row = await context.db.prisma.agentRun.findFirst({
    where: { id, agent: { ownerId: actor.userId } },
    select: { runId: true },
  })
  if (!row) throw notFound()
  await cancelRun(context, actor, row.runId)
}
