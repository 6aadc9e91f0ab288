import { inTransaction, isUniqueViolation } from '@sarvanom/db'
import type { z } from 'zod'
import type { UserActor } from '../access/index.ts'
import { recordAudit } from '../audit/index.ts'
import { DomainError, notFound } from '../errors.ts'
import type { createGroupSchema, updateGroupSchema } from './schema.ts'
import { type GroupsContext, type GroupView, groupSelect, toView } from './view.ts'

/** Names that differ in capitals alone count as the same. */
async function withFreeName<T>(change: () => Promise<T>): Promise<T> {
  try {
    return await change()
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new DomainError('CONFLICT', 'There is a group of this name already', {
      fields: [{ path: 'name', message: 'is the name of another group' }],
    })
  }
}

/** @throws DomainError CONFLICT where the name is taken */
export async function createGroup(
  { db }: GroupsContext,
  actor: UserActor,
  { name, description }: z.infer<typeof createGroupSchema>,
  from: { address?: string },
): Promise<GroupView> {
  const create = () =>
    inTransaction(db, async (tx) => {
      const row = await tx.group.create({ data: { name: name.trim(), description }, select: groupSelect })
      await recordAudit(tx, {
        actorId: actor.userId,
        action: 'groups.create',
        target: ['group', row.id],
        detail: { name: row.name },
        ...from,
      })
      return row
    })
  return toView(await withFreeName(create))
}

/** @throws DomainError NOT_FOUND, CONFLICT where the name is taken */
export async function updateGroup(
  { db }: GroupsContext,
  actor: UserActor,
  { id, name, description }: z.infer<typeof updateGroupSchema>,
  from: { address?: string },
): Promise<GroupView> {
  const changes = {
    ...(name === undefined ? {} : { name: name.trim() }),
    ...(description === undefined ? {} : { description }),
  }
  const update = () =>
    inTransaction(db, async (tx) => {
      if ((await tx.group.updateMany({ where: { id }, data: changes })).count === 0) throw notFound()
      await recordAudit(tx, {
        actorId: actor.userId,
        action: 'groups.update',
        target: ['group', id],
        detail: changes,
        ...from,
      })
      return await tx.group.findFirstOrThrow({ where: { id }, select: groupSelect })
    })
  return toView(await withFreeName(update))
}

/** What was shared with the group is no longer shared with its members. @throws DomainError NOT_FOUND */
export async function deleteGroup(
  { db }: GroupsContext,
  actor: UserActor,
  id: string,
  from: { address?: string },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const group = await tx.group.findFirst({ where: { id }, select: { name: true } })
    if (!group || (await tx.group.deleteMany({ where: { id } })).count === 0) throw notFound()
    await recordAudit(tx, {
      actorId: actor.userId,
      action: 'groups.delete',
      target: ['group', id],
      detail: { name: group.name },
      ...from,
    })
  })
}
