import type { Database } from '@sarvanom/db'
import type { UserActor } from '../access/index.ts'
import { notFound } from '../errors.ts'
import { after, toPage } from '../paging.ts'
import type { Page } from '../shared-schema.ts'
import { cancelRun } from './ask.ts'
import { type QueryView, readQueries } from './queries.ts'
import type { Runner } from './runner.ts'

export interface ThreadSummary {
  id: string
  title: string
  createdAt: string
  updatedAt: string
  queryCount: number
}

export interface ThreadView {
  id: string
  title: string
  createdAt: string
  updatedAt: string
  /** Oldest first; the newest hundred. */
  queries: QueryView[]
}

/** One's own threads, the last used first. */
export async function listThreads(
  { db }: { db: Database },
  actor: UserActor,
  { limit, cursor, search }: { limit: number; cursor?: string | undefined; search?: string | undefined },
): Promise<Page<ThreadSummary>> {
  const titled = search ? { title: { contains: search, mode: 'insensitive' as const } } : {}
  const rows = await db.prisma.thread.findMany({
    where: { AND: [{ userId: actor.userId, ...titled }, after(cursor, 'updatedAt')] },
    orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
    select: { id: true, title: true, createdAt: true, updatedAt: true, _count: { select: { queries: true } } },
  })
  return toPage(
    rows,
    limit,
    (row) => ({ at: row.updatedAt, id: row.id }),
    ({ id, title, createdAt, updatedAt, _count }) => ({
      id,
      title,
      createdAt: createdAt.toISOString(),
      updatedAt: updatedAt.toISOString(),
      queryCount: _count.queries,
    }),
  )
}

const queriesShown = 100

export async function getThread(context: { db: Database }, actor: UserActor, id: string): Promise<ThreadView> {
  const thread = await context.db.prisma.thread.findFirst({ where: { id, userId: actor.userId } })
  if (!thread) throw notFound()
  return {
    id,
    title: thread.title,
    createdAt: thread.createdAt.toISOString(),
    updatedAt: thread.updatedAt.toISOString(),
    queries: await readQueries(context, actor, { threadId: id }, queriesShown),
  }
}

export async function deleteThread(
  context: { db: Database; runner: Runner },
  actor: UserActor,
  id: string,
): Promise<void> {
  const { db } = context
  const open = await db.prisma.run.findMany({
    where: { completedAt: null, query: { threadId: id, userId: actor.userId } },
    select: { id: true },
  })
  for (const run of open) await cancelRun(context, actor, run.id)
  const { count } = await db.prisma.thread.deleteMany({ where: { id, userId: actor.userId } })
  if (count === 0) throw notFound()
}
