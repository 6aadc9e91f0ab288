import type { Database } from '@sarvanom/db'
import { searchScope, type UserActor } from '../access/index.ts'
import type { RunInput } from './agents/context.ts'
import { readAnswers } from './read-answers.ts'

export interface LoadedRun {
  input: RunInput
  actor: UserActor
  /** What the question was limited to; undefined for everything that the asker may read. */
  collectionIds: string[] | undefined
  /** The collections that this comes to now. */
  searched: string[]
}

const turnsRemembered = 3

/** What a worker needs to know of a run, as its asker may see it now. */
export async function loadRun(context: { db: Database }, runId: string): Promise<LoadedRun> {
  const { query } = await context.db.prisma.run.findFirstOrThrow({
    where: { id: runId },
    select: {
      query: {
        select: {
          id: true,
          userId: true,
          threadId: true,
          question: true,
          mode: true,
          collectionIds: true,
          allCollections: true,
          createdAt: true,
          agent: { select: { instructions: true } },
        },
      },
    },
  })
  const actor: UserActor = { kind: 'user', userId: query.userId, permissions: new Set() }
  const collectionIds = query.allCollections ? undefined : query.collectionIds
  const scope = await searchScope(context, actor, collectionIds)
  const earlier = await context.db.prisma.query.findMany({
    where: { threadId: query.threadId, createdAt: { lt: query.createdAt }, status: 'completed' },
    orderBy: { createdAt: 'desc' },
    take: turnsRemembered,
    select: { id: true, question: true },
  })
  const answers = await readAnswers(
    context,
    actor,
    earlier.map((one) => one.id),
  )
  return {
    actor,
    collectionIds,
    searched: scope.collectionIds,
    input: {
      runId,
      question: query.question,
      mode: query.mode,
      instructions: query.agent?.instructions ?? '',
      collectionCount: scope.collectionIds.length,
      history: earlier.reverse().map(({ id, question }) => ({
        question,
        answer: (answers.get(id)?.answer.claims ?? []).map((claim) => claim.text).join(' '),
      })),
    },
  }
}
