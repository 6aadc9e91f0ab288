import { type Database, isForeignKeyViolation } from '@sarvanom/db'
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
): Promise<CollectionView> {
  try {
    const row = await db.prisma.collection.create({
      data: {
        name: input.name.trim(),
        description: input.description,
        createdById: actor.userId,
        members: { create: { userId: actor.userId, level: 'owner' } },
      },
      select: collectionSelect(actor),
    })
    return toView(row, {})
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
  const counts = await countDocuments(
    context,
    rows.map((row) => row.id),
  )
  return toPage(
    rows,
    limit,
    (row) => ({ at: row.createdAt, id: row.id }),
    (row) => toView(row, counts.get(row.id)),
  )
}

export async function getCollection(context: CollectionsContext, actor: Actor, id: string): Promise<CollectionView> {
  const row = await context.db.prisma.collection.findFirst({
    where: { AND: [{ id }, accessibleCollections(actor)] },
    select: collectionSelect(actor),
  })
  if (!row) throw notFound()
  return toView(row, (await countDocuments(context, [id])).get(id))
}

export async function updateCollection(
  context: CollectionsContext,
  actor: Actor,
  { id, name, description }: z.infer<typeof updateCollectionSchema>,
): Promise<CollectionView> {
  await requireCollection(context, actor, id, 'owner')
  await context.db.prisma.collection.updateMany({
    where: { AND: [{ id }, accessibleCollections(actor, 'owner')] },
    data: {
      ...(name === undefined ? {} : { name: name.trim() }),
      ...(description === undefined ? {} : { description }),
    },
  })
  return getCollection(context, actor, id)
}

/**
 * Deletes the collection with all its documents.
 *
 * @param removeDocuments removes documents with every trace of them (`core/library`), in portions.
 */
export async function deleteCollection(
  context: CollectionsContext & { removeDocuments(actor: Actor, documentIds: string[]): Promise<void> },
  actor: Actor,
  id: string,
  from: { address?: string },
): Promise<void> {
  await requireCollection(context, actor, id, 'owner')
  for (;;) {
    const portion = await context.db.prisma.document.findMany({
      where: { collectionId: id },
      select: { id: true },
      take: 500,
    })
    if (portion.length > 0) {
      await context.removeDocuments(
        actor,
        portion.map((row) => row.id),
      )
      continue
    }
    const gone = await context.db.prisma.$transaction(async (tx) => {
      // A document added in between would vanish from the database alone; the next round removes it whole.
      const deleted = await tx.collection.deleteMany({ where: { id, documents: { none: {} } } })
      if (deleted.count === 0) return false
      await recordAudit(tx, {
        actorId: actor.kind === 'user' ? actor.userId : null,
        action: 'collections.delete',
        target: ['collection', id],
        ...from,
      })
      return true
    })
    if (gone || !(await context.db.prisma.collection.findUnique({ where: { id }, select: { id: true } }))) return
  }
}
