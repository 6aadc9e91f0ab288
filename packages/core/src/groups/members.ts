import { inTransaction, isForeignKeyViolation, type Transaction } from '@sarvanom/db'
import type { UserActor } from '../access/index.ts'
import { recordAudit } from '../audit/index.ts'
import { notFound } from '../errors.ts'
import { after, toPage } from '../paging.ts'
import type { Page } from '../shared-schema.ts'
import { getGroup } from './read-groups.ts'
import type { GroupsContext } from './view.ts'

export interface GroupMemberView {
  id: string
  name: string
  email: string
}

interface Membership {
  groupId: string
  userId: string
}

/** The newest accounts first. @throws DomainError NOT_FOUND */
export async function listGroupMembers(
  context: GroupsContext,
  { groupId, limit, cursor }: { groupId: string; limit: number; cursor?: string | undefined },
): Promise<Page<GroupMemberView>> {
  await getGroup(context, groupId)
  const rows = await context.db.prisma.user.findMany({
    where: { AND: [{ groups: { some: { groupId } } }, after(cursor, 'createdAt')] },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
    select: { id: true, name: true, email: true, createdAt: true },
  })
  return toPage(
    rows,
    limit,
    (row) => ({ at: row.createdAt, id: row.id }),
    ({ id, name, email }) => ({ id, name, email }),
  )
}

const record = (
  tx: Transaction,
  actor: UserActor,
  act: 'add' | 'remove',
  { groupId, userId }: Membership,
  from: { address?: string },
) =>
  recordAudit(tx, {
    actorId: actor.userId,
    action: `groups.members.${act}`,
    target: ['group', groupId],
    detail: { userId },
    ...from,
  })

/** Who is in the group already stays. @throws DomainError NOT_FOUND where there is no such group or user */
export async function addGroupMember(
  { db }: GroupsContext,
  actor: UserActor,
  membership: Membership,
  from: { address?: string },
): Promise<void> {
  try {
    await inTransaction(db, async (tx) => {
      const { count } = await tx.groupMember.createMany({ data: [membership], skipDuplicates: true })
      if (count > 0) await record(tx, actor, 'add', membership, from)
    })
  } catch (error) {
    if (isForeignKeyViolation(error)) throw notFound()
    throw error
  }
}

/** @throws DomainError NOT_FOUND where the user is not in the group */
export async function removeGroupMember(
  { db }: GroupsContext,
  actor: UserActor,
  { groupId, userId }: Membership,
  from: { address?: string },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { count } = await tx.groupMember.deleteMany({ where: { groupId, userId } })
    if (count === 0) throw notFound()
    await record(tx, actor, 'remove', { groupId, userId }, from)
  })
}
