import type { Database } from '@sarvanom/db'
import { accessibleCollections, accessibleDocuments, type UserActor } from '../access/index.ts'

/** The asker may no longer read what the answer is being made from. */
export class AccessLost extends Error {}

/**
 * Whether the asker has lost the right to something that the run searches or has told of already: a collection, a document
 * in it, or the account itself. What was deleted is not lost: its traces are removed where they are.
 */
export async function hasLostAccess(
  { db }: { db: Database },
  { runId, actor, searched }: { runId: string; actor: UserActor; searched: readonly string[] },
): Promise<boolean> {
  const [user, collection, document] = await Promise.all([
    db.prisma.user.findFirst({ where: { id: actor.userId, disabledAt: null }, select: { id: true } }),
    db.prisma.collection.findFirst({
      where: { id: { in: [...searched] }, NOT: accessibleCollections(actor) },
      select: { id: true },
    }),
    db.prisma.runDocument.findFirst({
      where: { runId, NOT: { document: accessibleDocuments(actor) } },
      select: { documentId: true },
    }),
  ])
  return user === null || collection !== null || document !== null
}
