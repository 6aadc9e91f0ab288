import { asSystem, type Database, type Prisma } from '@sarvanom/db'

export interface OwnedCollection {
  id: string
  name: string
  /** People and groups that it is shared with, its owner included. */
  memberCount: number
}

/**
 * The collections that have no owner but this user, by name. One that is shared with others (`memberCount` over 1) must get
 * another owner before the user can go; one that is not goes with the user. Reads past the asker's own rights.
 */
export async function solelyOwned(
  prisma: Database['prisma'] | Prisma.TransactionClient,
  userId: string,
): Promise<OwnedCollection[]> {
  const rows = await asSystem(() =>
    prisma.collection.findMany({
      where: {
        AND: [
          { members: { some: { userId, level: 'owner' } } },
          { members: { none: { userId: { not: userId }, level: 'owner' } } },
        ],
      },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      take: 1000,
      select: { id: true, name: true, _count: { select: { members: true, groups: true } } },
    }),
  )
  return rows.map(({ _count, ...collection }) => ({ ...collection, memberCount: _count.members + _count.groups }))
}
