import { inTransaction } from '@sarvanom/db'
import { type Actor, requireCollection } from '../access/index.ts'
import { recordAudit } from '../audit/index.ts'
import type { CollectionsContext } from './collections.ts'

/**
 * Deletes the collection with all its documents, in portions. Each round asks anew whether the actor may: who lost the right
 * meanwhile is refused, and who finds the collection gone gets NOT_FOUND.
 *
 * @param removeDocuments removes documents with every trace of them (`core/library`).
 * @throws DomainError NOT_FOUND, FORBIDDEN for who is not its owner
 */
export async function deleteCollection(
  context: CollectionsContext & { removeDocuments(actor: Actor, documentIds: string[]): Promise<void> },
  actor: Actor,
  id: string,
  from: { address?: string },
): Promise<void> {
  for (;;) {
    await requireCollection(context, actor, id, 'owner')
    const portion = await context.db.prisma.document.findMany({
      where: { collectionId: id },
      select: { id: true },
      take: 500,
    })
    if (portion.length > 0) {
      const ids = portion.map((row) => row.id)
      await context.removeDocuments(actor, ids)
      continue
    }
    const gone = await inTransaction(context.db, async (tx) => {
      // A document added in between would vanish from the database alone; the next round removes it whole.
      const deleted = await tx.collection.deleteMany({ where: { id, documents: { none: {} } } })
      if (deleted.count === 0) return false
      const actorId = actor.kind === 'user' ? actor.userId : null
      await recordAudit(tx, { actorId, action: 'collections.delete', target: ['collection', id], ...from })
      return true
    })
    if (gone) return
  }
}
