import type { Database, DocumentStatus, MemberLevel } from '@sarvanom/db'
import { type Actor, documentsIn, type HeldLevels, levelOf, levelSelect } from '../access/index.ts'

/** How many documents are in each status; a status without documents is absent. */
export type StatusCounts = Partial<Record<DocumentStatus, number>>

export interface CollectionView {
  id: string
  name: string
  description: string
  /** The asker's own level: the highest that it holds as a member or through a group. */
  level: MemberLevel
  /** Of the documents that the asker may read. */
  counts: StatusCounts
  /** Members of their own, those of groups not counted. */
  memberCount: number
  groupCount: number
  createdAt: string
  updatedAt: string
}

export const collectionSelect = (actor: Actor) =>
  ({
    id: true,
    name: true,
    description: true,
    createdAt: true,
    updatedAt: true,
    _count: { select: { members: true, groups: true } },
    ...levelSelect(actor),
  }) as const

interface CollectionRow extends HeldLevels {
  id: string
  name: string
  description: string
  createdAt: Date
  updatedAt: Date
  _count: { members: number; groups: number }
}

export const toView = (actor: Actor, row: CollectionRow, counts: StatusCounts | undefined): CollectionView => ({
  id: row.id,
  name: row.name,
  description: row.description,
  level: levelOf(actor, row),
  counts: counts ?? {},
  memberCount: row._count.members,
  groupCount: row._count.groups,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
})

/** The documents that the actor may read, per collection and status, in one query. */
export async function countDocuments(
  { db }: { db: Database },
  actor: Actor,
  collections: readonly (HeldLevels & { id: string })[],
): Promise<Map<string, StatusCounts>> {
  const rows = await db.prisma.document.groupBy({
    by: ['collectionId', 'status'],
    where: { OR: collections.map((one) => documentsIn(actor, { id: one.id, level: levelOf(actor, one) })) },
    _count: true,
  })
  const counts = new Map<string, StatusCounts>()
  for (const { collectionId, status, _count } of rows) {
    counts.set(collectionId, { ...counts.get(collectionId), [status]: _count })
  }
  return counts
}
