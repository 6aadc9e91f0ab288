import type { Database, QueryMode, RunStatus } from '@sarvanom/db'
import type { UserActor } from '../access/index.ts'
import { notFound } from '../errors.ts'
import { after, toPage } from '../paging.ts'
import type { Page } from '../shared-schema.ts'
import { cancelRun } from './ask.ts'
import { readAnswers } from './read-answers.ts'
import type { Runner } from './runner.ts'
import type { AnswerView, QueryStatus, Usage } from './schema.ts'

export interface RunView {
  id: string
  attempt: number
  status: QueryStatus
  /** Stands in the log lines and spans of the run; null for runs of before it was written down. */
  traceId: string | null
  error: { code: string; message: string } | null
  startedAt: string | null
  completedAt: string | null
}

export interface QueryView {
  id: string
  threadId: string
  agentId: string | null
  question: string
  status: QueryStatus
  mode: QueryMode
  /** Null: everything that the asker may read. */
  collectionIds: string[] | null
  createdAt: string
  completedAt: string | null
  answer: AnswerView | null
  /** The model that wrote the answer, where one did. */
  model: string | null
  rating: 'up' | 'down' | null
  /** Newest last. */
  runs: RunView[]
  usage: Usage
  /** Milliseconds per completed step of the last run, and from asking to the end. */
  timings: { steps: Record<string, number>; totalMs: number | null }
}

export type QuerySummary = Pick<
  QueryView,
  'id' | 'threadId' | 'question' | 'status' | 'mode' | 'createdAt' | 'completedAt'
>

const iso = (date: Date | null) => date?.toISOString() ?? null

const fullSelect = (userId: string) =>
  ({
    id: true,
    threadId: true,
    agentId: true,
    question: true,
    status: true,
    mode: true,
    collectionIds: true,
    allCollections: true,
    createdAt: true,
    completedAt: true,
    feedback: { where: { userId }, select: { rating: true } },
    runs: {
      orderBy: { attempt: 'asc' },
      select: {
        id: true,
        attempt: true,
        status: true,
        traceId: true,
        errorCode: true,
        errorMessage: true,
        startedAt: true,
        completedAt: true,
        modelCalls: true,
        inputTokens: true,
        outputTokens: true,
        steps: { select: { name: true, startedAt: true, completedAt: true } },
      },
    },
  }) as const

/** Queries of one's own, oldest first, with answers as they may be read now. */
export async function readQueries(
  context: { db: Database },
  actor: UserActor,
  where: { id: string } | { threadId: string },
  limit: number,
): Promise<QueryView[]> {
  const rows = await context.db.prisma.query.findMany({
    where: { ...where, userId: actor.userId },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit,
    select: fullSelect(actor.userId),
  })
  const answers = await readAnswers(
    context,
    actor,
    rows.map((row) => row.id),
  )
  return rows
    .reverse()
    .map(({ allCollections, collectionIds, feedback, runs, createdAt, completedAt, ...query }): QueryView => {
      const last = runs.at(-1)
      const stored = answers.get(query.id)
      return {
        ...query,
        collectionIds: allCollections ? null : collectionIds,
        createdAt: createdAt.toISOString(),
        completedAt: iso(completedAt),
        answer: stored?.answer ?? null,
        model: stored?.model ?? null,
        rating: feedback[0]?.rating ?? null,
        runs: runs.map((run) => ({
          id: run.id,
          attempt: run.attempt,
          status: run.status,
          traceId: run.traceId,
          error: run.errorCode === null ? null : { code: run.errorCode, message: run.errorMessage ?? '' },
          startedAt: iso(run.startedAt),
          completedAt: iso(run.completedAt),
        })),
        usage: {
          modelCalls: runs.reduce((sum, run) => sum + run.modelCalls, 0),
          inputTokens: runs.reduce((sum, run) => sum + run.inputTokens, 0),
          outputTokens: runs.reduce((sum, run) => sum + run.outputTokens, 0),
        },
        timings: {
          steps: Object.fromEntries(
            (last?.steps ?? []).map((step) => [step.name, step.completedAt.getTime() - step.startedAt.getTime()]),
          ),
          totalMs: completedAt ? completedAt.getTime() - createdAt.getTime() : null,
        },
      }
    })
}

export async function getQuery(context: { db: Database }, actor: UserActor, id: string): Promise<QueryView> {
  const [query] = await readQueries(context, actor, { id }, 1)
  if (!query) throw notFound()
  return query
}

export interface ListQueriesInput {
  limit: number
  cursor?: string | undefined
  threadId?: string | undefined
  status?: RunStatus | undefined
}

/** One's own questions, newest first. */
export async function listQueries(
  { db }: { db: Database },
  actor: UserActor,
  { limit, cursor, threadId, status }: ListQueriesInput,
): Promise<Page<QuerySummary>> {
  const rows = await db.prisma.query.findMany({
    where: {
      AND: [
        {
          userId: actor.userId,
          ...(threadId === undefined ? {} : { threadId }),
          ...(status === undefined ? {} : { status }),
        },
        after(cursor, 'createdAt'),
      ],
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
    select: { id: true, threadId: true, question: true, status: true, mode: true, createdAt: true, completedAt: true },
  })
  return toPage(
    rows,
    limit,
    (row) => ({ at: row.createdAt, id: row.id }),
    (row) => ({ ...row, createdAt: row.createdAt.toISOString(), completedAt: iso(row.completedAt) }),
  )
}

/** Ends the question's open run and removes it with everything that it produced; an empty thread goes with it. */
export async function deleteQuery(
  context: { db: Database; runner: Runner },
  actor: UserActor,
  id: string,
): Promise<void> {
  const { db } = context
  const query = await db.prisma.query.findFirst({
    where: { id, userId: actor.userId },
    select: { threadId: true, runs: { where: { completedAt: null }, select: { id: true } } },
  })
  if (!query) throw notFound()
  for (const run of query.runs) await cancelRun(context, actor, run.id)
  await db.prisma.$transaction([
    db.prisma.query.deleteMany({ where: { id, userId: actor.userId } }),
    db.prisma.thread.deleteMany({ where: { id: query.threadId, queries: { none: {} } } }),
  ])
}

export async function rateQuery(
  { db }: { db: Database },
  actor: UserActor,
  { id, rating, comment }: { id: string; rating: 'up' | 'down' | null; comment: string },
): Promise<void> {
  const query = await db.prisma.query.findFirst({ where: { id, userId: actor.userId }, select: { id: true } })
  if (!query) throw notFound()
  const key = { queryId: id, userId: actor.userId }
  if (rating === null) await db.prisma.feedback.deleteMany({ where: key })
  else {
    await db.prisma.feedback.upsert({
      where: { queryId_userId: key },
      create: { ...key, rating, comment },
      update: { rating, comment },
    })
  }
}
