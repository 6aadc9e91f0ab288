import { type Database, isCheckViolation, type MemberLevel } from '@sarvanom/db'
import { type Actor, requireCollection } from '../access/index.ts'
import { recordAudit } from '../audit/index.ts'
import { DomainError, notFound } from '../errors.ts'

export interface MemberView {
  userId: string
  name: string
  email: string
  level: MemberLevel
}

const needsOwner = () => new DomainError('CONFLICT', 'A collection needs at least one owner')

async function keepingAnOwner<T>(change: () => Promise<T>): Promise<T> {
  try {
    return await change()
  } catch (error) {
    if (isCheckViolation(error, 'collection_keeps_owner')) throw needsOwner()
    throw error
  }
}

/** Owners first, then by name; a collection's members are few enough for one list. */
export async function listMembers(
  context: { db: Database },
  actor: Actor,
  collectionId: string,
): Promise<{ items: MemberView[] }> {
  await requireCollection(context, actor, collectionId, 'owner')
  const rows = await context.db.prisma.collectionMember.findMany({
    where: { collectionId },
    select: { level: true, user: { select: { id: true, name: true, email: true } } },
    orderBy: [{ level: 'asc' }, { user: { name: 'asc' } }],
    take: 1000,
  })
  return { items: rows.map(({ level, user }) => ({ userId: user.id, name: user.name, email: user.email, level })) }
}

/** Adds the user or changes the level. */
export async function setMember(
  context: { db: Database },
  actor: Actor,
  { collectionId, userId, level }: { collectionId: string; userId: string; level: MemberLevel },
  from: { address?: string },
): Promise<void> {
  await requireCollection(context, actor, collectionId, 'owner')
  if (!(await context.db.prisma.user.findUnique({ where: { id: userId }, select: { id: true } }))) throw notFound()
  await keepingAnOwner(() =>
    context.db.prisma.$transaction(async (tx) => {
      await tx.collectionMember.upsert({
        where: { collectionId_userId: { collectionId, userId } },
        create: { collectionId, userId, level },
        update: { level },
      })
      await recordAudit(tx, {
        actorId: actor.kind === 'user' ? actor.userId : null,
        action: 'collections.members.set',
        target: ['collection', collectionId],
        detail: { userId, level },
        ...from,
      })
    }),
  )
}

export async function removeMember(
  context: { db: Database },
  actor: Actor,
  { collectionId, userId }: { collectionId: string; userId: string },
  from: { address?: string },
): Promise<void> {
  await requireCollection(context, actor, collectionId, 'owner')
  await keepingAnOwner(() =>
    context.db.prisma.$transaction(async (tx) => {
      const { count } = await tx.collectionMember.deleteMany({ where: { collectionId, userId } })
      if (count === 0) throw notFound()
      await recordAudit(tx, {
        actorId: actor.kind === 'user' ? actor.userId : null,
        action: 'collections.members.remove',
        target: ['collection', collectionId],
        detail: { userId },
        ...from,
      })
    }),
  )
}
