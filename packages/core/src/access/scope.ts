import type { Database, Prisma } from '@sarvanom/db'
import type { Actor } from './actor.ts'
import { levelOf, levelSelect } from './level.ts'
import { accessibleCollections, accessibleDocuments, reaches } from './rule.ts'

/** Where one search may look. The index filters by ids; what it returns is read back under `documents`. */
export interface SearchScope {
  collectionIds: string[]
  /** What may be read of restricted documents: all of these collections, and these single ones. */
  restricted: { collectionIds: string[]; documentIds: string[] }
  documents: Prisma.DocumentWhereInput
}

/**
 * The collections that the actor may read, narrowed to `requested` where given. Requested collections
 * that the actor may not read are left out without a word: their existence is not told.
 */
export async function searchScope(
  { db }: { db: Database },
  actor: Actor,
  requested?: readonly string[],
): Promise<SearchScope> {
  const rows = await db.prisma.collection.findMany({
    where: { AND: [accessibleCollections(actor), requested ? { id: { in: [...requested] } } : {}] },
    select: { id: true, ...levelSelect(actor) },
    orderBy: { id: 'asc' },
  })
  const edited = rows.filter((row) => reaches(levelOf(actor, row), 'editor')).map(({ id }) => id)
  const collectionIds = rows.map(({ id }) => id)
  return {
    collectionIds,
    restricted: {
      collectionIds: edited,
      documentIds: await namedDocuments(db, actor, [...new Set(collectionIds).difference(new Set(edited))]),
    },
    documents: accessibleDocuments(actor),
  }
}

/** The restricted documents of these collections that name the actor: found by the names, which are few. */
async function namedDocuments(db: Database, actor: Actor, collectionIds: string[]): Promise<string[]> {
  if (actor.kind === 'system' || collectionIds.length === 0) return []
  const { userId } = actor
  const document = { restricted: true, collectionId: { in: collectionIds } }
  const select = { documentId: true } as const
  const [own, byGroup] = await Promise.all([
    db.prisma.documentUser.findMany({ where: { userId, document }, select }),
    db.prisma.documentGroup.findMany({ where: { group: { members: { some: { userId } } }, document }, select }),
  ])
  return [...new Set([...own, ...byGroup].map(({ documentId }) => documentId))].sort()
}
