import type { Database, Prisma } from '@sarvanom/db'
import type { Actor } from './actor.ts'
import { accessibleCollections, accessibleDocuments } from './rule.ts'

/** Where one search may look. The index filters by `collectionIds`; what it returns is read back under `documents`. */
export interface SearchScope {
  collectionIds: string[]
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
    select: { id: true },
    orderBy: { id: 'asc' },
  })
  return { collectionIds: rows.map((row) => row.id), documents: accessibleDocuments(actor) }
}
