import type { Database, QueryMode, Rating, RunStatus } from '@sarvanom/db'
import type { UserActor } from '../access/index.ts'
import { readAnswers } from '../answers/index.ts'
import type { AnswerView } from '../answers/schema.ts'
import { everyRow, olderThan } from '../paging.ts'

export interface OwnQuestion {
  id: string
  threadId: string
  agentId: string | null
  question: string
  mode: QueryMode
  status: RunStatus
  /** Null: everything that the asker may read. */
  collectionIds: string[] | null
  createdAt: string
  completedAt: string | null
  rating: { rating: Rating; comment: string } | null
  /** The model that wrote the answer, where one did. */
  model: string | null
  /** The last answer, as it may be read now. */
  answer: AnswerView | null
}

const portion = 50

/** Every question of one's own, newest first, with its answer; a portion at a time is in memory. */
export const everyQuestion = (
  context: { db: Database },
  actor: UserActor,
): AsyncGenerator<OwnQuestion, void, undefined> =>
  everyRow<OwnQuestion>(portion, async (last) => {
    const position = last && { at: new Date(last.createdAt), id: last.id }
    const rows = await context.db.prisma.query.findMany({
      where: { AND: [{ userId: actor.userId }, olderThan(position, 'createdAt')] },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: portion,
      select: {
        id: true,
        threadId: true,
        agentId: true,
        question: true,
        mode: true,
        status: true,
        collectionIds: true,
        allCollections: true,
        createdAt: true,
        completedAt: true,
        feedback: { where: { userId: actor.userId }, select: { rating: true, comment: true } },
      },
    })
    const ids = rows.map((row) => row.id)
    const answers = await readAnswers(context, actor, ids)
    return rows.map(({ allCollections, feedback, ...row }) => ({
      ...row,
      collectionIds: allCollections ? null : row.collectionIds,
      createdAt: row.createdAt.toISOString(),
      completedAt: row.completedAt?.toISOString() ?? null,
      rating: feedback[0] ?? null,
      model: answers.get(row.id)?.model ?? null,
      answer: answers.get(row.id)?.answer ?? null,
    }))
  })
