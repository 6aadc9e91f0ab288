import type { Database } from '@sarvanom/db'
import { type Actor, documentsIn, requireCollection } from '../../access/index.ts'
import { type CollectionProgress, type DocumentStatusName, documentStatusSchema } from '../schema.ts'

/** Documents finished longer ago say little about the pace of now. */
const WINDOW_MS = 5 * 60_000
/** A pace from fewer is a guess. */
const LEAST_FINISHED = 3

/** How far those documents of a collection are that the actor may read, from their rows. @throws DomainError NOT_FOUND */
export async function collectionProgress(
  context: { db: Database },
  actor: Actor,
  collectionId: string,
  now = new Date(),
): Promise<CollectionProgress> {
  const collection = await requireCollection(context, actor, collectionId, 'viewer')
  const { document } = context.db.prisma
  const since = new Date(now.getTime() - WINDOW_MS)
  const readable = documentsIn(actor, collection)
  const finishedLately = {
    ...readable,
    status: { in: ['indexed' as const, 'failed' as const] },
    statusChangedAt: { gte: since },
  }
  const [groups, finished] = await Promise.all([
    document.groupBy({ by: ['status'], where: readable, _count: true }),
    document.aggregate({ where: finishedLately, _count: true, _min: { createdAt: true, statusChangedAt: true } }),
  ])
  const counts = Object.fromEntries(documentStatusSchema.options.map((status) => [status, 0])) as Record<
    DocumentStatusName,
    number
  >
  for (const { status, _count } of groups) counts[status] = _count
  return { counts, ...pace(counts, finished._count, finished._min.statusChangedAt, now) }
}

/** Pure: what the counts and the documents finished since `first` say about the rest. */
export function pace(
  counts: Readonly<Record<DocumentStatusName, number>>,
  finished: number,
  first: Date | null,
  now: Date,
): Omit<CollectionProgress, 'counts'> {
  const open = counts.queued + counts.parsing + counts.chunking + counts.embedding
  if (open === 0) return { open, rate: null, secondsLeft: 0 }
  const seconds = first ? (now.getTime() - first.getTime()) / 1000 : 0
  if (finished < LEAST_FINISHED || seconds <= 0) return { open, rate: null, secondsLeft: null }
  const rate = finished / Math.max(seconds, 1)
  return { open, rate, secondsLeft: Math.ceil(open / rate) }
}
