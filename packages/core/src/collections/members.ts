import {
  asSystem,
  type Database,
  inTransaction,
  isCheckViolation,
  type MemberLevel,
  type Transaction,
} from '@sarvanom/db'
import { type Actor, requireCollection } from '../access/index.ts'
import { recordAudit } from '../audit/index.ts'
import { DomainError, notFound } from '../errors.ts'

interface MembersContext {
  db: Database
}

interface Change {
  action: 'members.set' | 'members.remove' | 'groups.set' | 'groups.remove'
  collectionId: string
  detail: { userId?: string; groupId?: string; level?: MemberLevel }
}

/**
 * Changes with whom a collection is shared, and records it. In the system's name once the actor is known to be an owner: who
 * gives up the own membership would not see the collection any more when the trigger looks whether it keeps an owner.
 */
async function share(
  context: MembersContext,
  actor: Actor,
  { action, collectionId, detail }: Change,
  from: { address?: string },
  change: (tx: Transaction) => Promise<unknown>,
): Promise<void> {
  await requireCollection(context, actor, collectionId, 'owner')
  const work = async (tx: Transaction) => {
    // One change at a time, or two owners could remove each other.
    const locked = await tx.$queryRaw<unknown[]>`SELECT id FROM collections WHERE id = ${collectionId} FOR UPDATE`
    if (locked.length === 0) throw notFound()
    await change(tx)
    const actorId = actor.kind === 'user' ? actor.userId : null
    const target = ['collection', collectionId] as const
    await recordAudit(tx, { actorId, action: `collections.${action}`, target, detail, ...from })
  }
  try {
    await asSystem(() => inTransaction(context.db, work))
  } catch (error) {
    if (!isCheckViolation(error, 'collection_keeps_owner')) throw error
    throw new DomainError('CONFLICT', 'A collection needs at least one owner')
  }
}

/** Adds the user or changes the level. @throws DomainError NOT_FOUND, FORBIDDEN, CONFLICT where no owner would be left */
export function setMember(
  context: MembersContext,
  actor: Actor,
  { collectionId, userId, level }: { collectionId: string; userId: string; level: MemberLevel },
  from: { address?: string },
): Promise<void> {
  const change = { action: 'members.set', collectionId, detail: { userId, level } } as const
  return share(context, actor, change, from, async (tx) => {
    if (!(await tx.user.findFirst({ where: { id: userId }, select: { id: true } }))) throw notFound()
    await tx.collectionMember.upsert({
      where: { collectionId_userId: { collectionId, userId } },
      create: { collectionId, userId, level },
      update: { level },
      select: { userId: true },
    })
  })
}

/** @throws DomainError NOT_FOUND, FORBIDDEN, CONFLICT where no owner would be left */
export function removeMember(
  context: MembersContext,
  actor: Actor,
  { collectionId, userId }: { collectionId: string; userId: string },
  from: { address?: string },
): Promise<void> {
  return share(context, actor, { action: 'members.remove', collectionId, detail: { userId } }, from, async (tx) => {
    const { count } = await tx.collectionMember.deleteMany({ where: { collectionId, userId } })
    if (count === 0) throw notFound()
  })
}

/** Gives every member of the group that level in the collection. @throws DomainError NOT_FOUND, FORBIDDEN */
export function setCollectionGroup(
  context: MembersContext,
  actor: Actor,
  { collectionId, groupId, level }: { collectionId: string; groupId: string; level: MemberLevel },
  from: { address?: string },
): Promise<void> {
  const change = { action: 'groups.set', collectionId, detail: { groupId, level } } as const
  return share(context, actor, change, from, async (tx) => {
    if (!(await tx.group.findFirst({ where: { id: groupId }, select: { id: true } }))) throw notFound()
    await tx.collectionGroup.upsert({
      where: { collectionId_groupId: { collectionId, groupId } },
      create: { collectionId, groupId, level },
      update: { level },
      select: { groupId: true },
    })
  })
}

/** @throws DomainError NOT_FOUND, FORBIDDEN */
export function removeCollectionGroup(
  context: MembersContext,
  actor: Actor,
  { collectionId, groupId }: { collectionId: string; groupId: string },
  from: { address?: string },
): Promise<void> {
  return share(context, actor, { action: 'groups.remove', collectionId, detail: { groupId } }, from, async (tx) => {
    const { count } = await tx.collectionGroup.deleteMany({ where: { collectionId, groupId } })
    if (count === 0) throw notFound()
  })
}
