import { asSystem, type Database, inTransaction, isForeignKeyViolation } from '@sarvanom/db'
import type { z } from 'zod'
import { type Actor, accessibleCollections, requireCollection, type UserActor } from '../access/index.ts'
import { recordAudit } from '../audit/index.ts'
import { notFound } from '../errors.ts'
import { after, toPage } from '../paging.ts'
import type { Page } from '../shared-schema.ts'
import type { createCollectionSchema, updateCollectionSchema } from './schema.ts'
import { type CollectionView, collectionSelect, countDocuments, toView } from './view.ts'

export interface CollectionsContext {
  db: Database
}

/** The maker becomes its owner. */
export async function createCollection(
  { db }: CollectionsContext,
  actor: UserActor,
  input: z.infer<typeof createCollectionSchema>,
  from: { address?: string } = {},
): Promise<CollectionView> {
  const create = () =>
    inTransaction(db, async (tx) => {
      const row = await tx.collection.create({
        data: {
          name: input.name.trim(),
          description: input.description,
          createdById: actor.userId,
          members: { create: { userId: actor.userId, level: 'owner' } },
        },
        select: collectionSelect(actor),
      })
      const target = ['collection', row.id] as const
      await recordAudit(tx, { actorId: actor.userId, action: 'collections.create', target, ...from })
      return row
    })
  try {
    // Row-level security lets nobody see a collection before it has members, its maker neither.
    return toView(actor, await asSystem(create), {})
  } catch (error) {
    // The account was deleted while the request was under way.
    if (isForeignKeyViolation(error)) throw notFound()
    throw error
  }
}

/** Newest first, with counts of documents per status. */
export async function listCollections(
  context: CollectionsContext,
  actor: Actor,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<CollectionView>> {
  const rows = await context.db.prisma.collection.findMany({
    where: { AND: [accessibleCollections(actor), after(cursor, 'createdAt')] },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
    select: collectionSelect(actor),
  })
  const counts = await countDocuments(context, actor, rows)
  return toPage(
    rows,
    limit,
    (row) => ({ at: row.createdAt, id: row.id }),
    (row) => toView(actor, row, counts.get(row.id)),
  )
}

/** @throws DomainError NOT_FOUND */
export async function getCollection(context: CollectionsContext, actor: Actor, id: string): Promise<CollectionView> {
  const row = await context.db.prisma.collection.findFirst({
    where: { AND: [{ id }, accessibleCollections(actor)] },
    select: collectionSelect(actor),
  })
  if (!row) throw notFound()
  return toView(actor, row, (await countDocuments(context, actor, [row])).get(id))
}

/** @throws DomainError NOT_FOUND, FORBIDDEN for who is not its owner */
export async function updateCollection(
  context: CollectionsContext,
  actor: Actor,
  { id, name, description }: z.infer<typeof updateCollectionSchema>,
  from: { address?: string } = {},
): Promise<CollectionView> {
  await requireCollection(context, actor, id, 'owner')
  await inTransaction(context.db, async (tx) => {
    const { count } = await tx.collection.updateMany({
      where: { AND: [{ id }, accessibleCollections(actor, 'owner')] },
      data: {
        ...(name === undefined ? {} : { name: name.trim() }),
        ...(description === undefined ? {} : { description }),
      },
    })
    if (count === 0) throw notFound()
    const actorId = actor.kind === 'user' ? actor.userId : null
    await recordAudit(tx, { actorId, action: 'collections.update', target: ['collection', id], ...from })
  })
  return getCollection(context, actor, id)
}
