import { type Database, inTransaction } from '@sarvanom/db'
import type { z } from 'zod'
import { requireReadable, type UserActor } from '../access/index.ts'
import { notFound } from '../errors.ts'
import { currentPosition } from '../telemetry/index.ts'
import { requireRoom } from './open-runs.ts'
import type { Runner } from './runner.ts'
import type { askInputSchema } from './schema.ts'
import { requireTokens } from './token-budget.ts'

export interface AskContext {
  db: Database
  runner: Runner
  clock: () => Date
  /** What a user may spend on the language model in a day; undefined: as much as they like. */
  dailyTokens: number | undefined
}

export interface Asked {
  queryId: string
  runId: string
  threadId: string
}

const titleOf = (question: string) => {
  const line = question.trim().replace(/\s+/g, ' ')
  return line.length <= 120 ? line : `${line.slice(0, 119).toWellFormed()}…`
}

/** The run goes on in the trace of the request that asked, also on another server. */
const askedIn = () => {
  const position = currentPosition()
  return position ? { traceId: position.traceId, parentSpanId: position.spanId } : {}
}

/**
 * Writes the question down and starts its run. A thread, an agent or a collection that is not the actor's to use is
 * NOT_FOUND. Through an agent, its collections are what may be searched, narrowed to `collectionIds` where given.
 */
export async function ask(
  { db, runner, clock, dailyTokens }: AskContext,
  actor: UserActor,
  input: Omit<z.infer<typeof askInputSchema>, 'mode'> & { mode?: z.infer<typeof askInputSchema>['mode'] | undefined },
): Promise<Asked> {
  const { question, collectionIds, threadId, agentId } = input
  const asked = await inTransaction(db, async (tx) => {
    await requireRoom(tx, actor.userId)
    await requireTokens(tx, { dailyTokens, now: clock() }, actor.userId)
    const agent =
      agentId === undefined ? null : await tx.agent.findFirst({ where: { id: agentId, ownerId: actor.userId } })
    if (agentId !== undefined && !agent) throw notFound()
    if (collectionIds) await requireReadable(tx, actor, collectionIds)
    const limits = [agent && !agent.allCollections ? agent.collectionIds : undefined, collectionIds].filter(
      (one) => one !== undefined,
    )
    const [first, second] = limits
    const searched = first && second ? first.filter((id) => second.includes(id)) : first
    const thread =
      threadId === undefined
        ? await tx.thread.create({ data: { userId: actor.userId, title: titleOf(question) }, select: { id: true } })
        : await tx.thread.findFirst({ where: { id: threadId, userId: actor.userId }, select: { id: true } })
    if (!thread) throw notFound()
    if (threadId !== undefined)
      await tx.thread.update({ where: { id: thread.id }, data: { updatedAt: new Date() }, select: { id: true } })
    const query = await tx.query.create({
      data: {
        threadId: thread.id,
        userId: actor.userId,
        agentId: agent?.id ?? null,
        question,
        mode: input.mode ?? agent?.mode ?? 'standard',
        allCollections: searched === undefined,
        collectionIds: searched ?? [],
        runs: { create: { ...askedIn(), ...(agent ? { agentRun: { create: { agentId: agent.id } } } : {}) } },
      },
      select: { id: true, runs: { select: { id: true } } },
    })
    return { queryId: query.id, runId: query.runs[0]?.id ?? '', threadId: thread.id }
  })
  runner.kick(asked.runId)
  return asked
}

/** Runs a question of one's own again, as a further attempt. While a run is open, that one is returned. */
export async function rerun(
  { db, runner, clock, dailyTokens }: AskContext,
  actor: UserActor,
  queryId: string,
): Promise<Asked> {
  const asked = await inTransaction(db, async (tx) => {
    // The lock makes two requests at once into one further attempt.
    const locked = await tx.$queryRaw<{ threadId: string }[]>`
      SELECT thread_id AS "threadId" FROM queries WHERE id = ${queryId} AND user_id = ${actor.userId} FOR UPDATE`
    const threadId = locked[0]?.threadId
    if (threadId === undefined) throw notFound()
    const last = await tx.run.findFirst({
      where: { queryId },
      orderBy: { attempt: 'desc' },
      select: { id: true, attempt: true, completedAt: true },
    })
    if (last && !last.completedAt) return { queryId, runId: last.id, threadId }
    await requireRoom(tx, actor.userId)
    await requireTokens(tx, { dailyTokens, now: clock() }, actor.userId)
    const run = await tx.run.create({
      data: { queryId, attempt: (last?.attempt ?? 0) + 1, ...askedIn() },
      select: { id: true },
    })
    await tx.query.update({
      where: { id: queryId },
      data: { status: 'pending', completedAt: null },
      select: { id: true },
    })
    return { queryId, runId: run.id, threadId }
  })
  runner.kick(asked.runId)
  return asked
}

/** Asks for the end of a run of one's own. A run that has ended stays as it is. */
export async function cancelRun(
  { db, runner }: Pick<AskContext, 'db' | 'runner'>,
  actor: UserActor,
  runId: string,
): Promise<void> {
  const { count } = await db.prisma.run.updateMany({
    where: { id: runId, query: { userId: actor.userId } },
    data: { cancelRequestedAt: new Date() },
  })
  if (count === 0) throw notFound()
  runner.cancel(runId)
}
