import type { Database, MemberLevel } from '@sarvanom/db'
import { type Actor, requireCollection } from '../access/index.ts'

export interface MemberView {
  userId: string
  name: string
  email: string
  level: MemberLevel
}

export interface CollectionGroupView {
  groupId: string
  name: string
  level: MemberLevel
  memberCount: number
}

/**
 * Owners first, then by name; those with whom a collection is shared are few enough for one list.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN for who is not its owner
 */
export async function listMembers(
  context: { db: Database },
  actor: Actor,
  collectionId: string,
): Promise<{ items: MemberView[]; groups: CollectionGroupView[] }> {
  await requireCollection(context, actor, collectionId, 'owner')
  const { prisma } = context.db
  const [members, groups] = await Promise.all([
    prisma.collectionMember.findMany({
      where: { collectionId },
      select: { level: true, user: { select: { id: true, name: true, email: true } } },
      orderBy: [{ level: 'asc' }, { user: { name: 'asc' } }],
      take: 1000,
    }),
    prisma.collectionGroup.findMany({
      where: { collectionId },
      select: { level: true, group: { select: { id: true, name: true, _count: { select: { members: true } } } } },
      orderBy: [{ level: 'asc' }, { group: { name: 'asc' } }],
      take: 1000,
    }),
  ])
  return {
    items: members.map(({ level, user }) => ({ userId: user.id, name: user.name, email: user.email, level })),
    groups: groups.map(({ level, group }) => ({
      groupId: group.id,
      name: group.name,
      level,
      memberCount: group._count.members,
    })),
  }
}
