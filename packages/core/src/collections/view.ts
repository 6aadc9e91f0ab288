import type { Database, DocumentStatus, MemberLevel } from '@sarvanom/db'
import type { Actor } from '../access/index.ts'

/** How many documents are in each status; a status without documents is absent. */
export type StatusCounts = Partial<Record<DocumentStatus, number>>

export interface CollectionView {
  id: string
  name: string
  description: string
  /** The asker's own level. */
  level: MemberLevel
  counts: StatusCounts
  memberCount: number
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
    _count: { select: { members: true } },
    members: { where: { userId: actor.kind === 'user' ? actor.userId : '' }, select: { level: true } },
  }) as const

interface CollectionRow {
  id: string
  name: string
  description: string
  createdAt: Date
  updatedAt: Date
  _count: { members: number }
  members: { level: MemberLevel }[]
}

export const toView = (row: CollectionRow, counts: StatusCounts | undefined): CollectionView => ({
  id: row.id,
  name: row.name,
  description: row.description,
  level: row.members[0]?.level ?? 'owner',
  counts: counts ?? {},
  memberCount: row._count.members,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
})

/** Documents per status of each collection, in one query. */
export async function countDocuments(
  { db }: { db: Database },
  collectionIds: readonly string[],
): Promise<Map<string, StatusCounts>> {
  const rows = await db.prisma.document.groupBy({
    by: ['collectionId', 'status'],
    where: { collectionId: { in: [...collectionIds] } },
    _count: true,
  })
  const counts = new Map<string, StatusCounts>()
  for (const { collectionId, status, _count } of rows) {
    counts.set(collectionId, { ...counts.get(collectionId), [status]: _count })
  }
  return counts
}
