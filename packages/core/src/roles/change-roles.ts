import { type Database, isForeignKeyViolation, isUniqueViolation, type Prisma, type Transaction } from '@sarvanom/db'
import type { z } from 'zod'
import { type Permission, permissions, type UserActor } from '../access/index.ts'
import { audited } from '../audit/index.ts'
import { DomainError, notFound } from '../errors.ts'
import { getRole, type RoleView } from './read-roles.ts'
import { requireMayGive, requireRightsOver } from './rights.ts'
import type { createRoleSchema, updateRoleSchema } from './schema.ts'

interface RolesContext {
  db: Database
}
interface From {
  address?: string
}

const nameTaken = () =>
  new DomainError('CONFLICT', 'There is a role of this name already', {
    fields: [{ path: 'name', message: 'is the name of another role' }],
  })

/** In the order of the closed list, each once. @throws DomainError BAD_REQUEST that names the one that is no permission */
function permissionsOf(names: readonly string[]): Permission[] {
  const wrong = names.findIndex((name) => !(permissions as readonly string[]).includes(name))
  if (wrong >= 0) {
    const field = { path: `permissions.${wrong}`, message: `must be one of ${permissions.join(', ')}` }
    throw new DomainError('BAD_REQUEST', `${field.path}: ${field.message}`, { fields: [field] })
  }
  return permissions.filter((name) => names.includes(name))
}

/** @throws DomainError FORBIDDEN for a permission that the actor does not hold; CONFLICT for a name in use */
export async function createRole(
  context: RolesContext,
  actor: UserActor,
  { name, description, permissions: names }: z.infer<typeof createRoleSchema>,
  from: From,
): Promise<RoleView> {
  const given = permissionsOf(names)
  await changeRole(context, { actor, action: 'roles.create', name, from }, async (tx) => {
    requireMayGive(actor, given, 'permissions')
    await tx.role.create({
      data: { name, description: description.trim(), permissions: given },
      select: { name: true },
    })
    return { permissions: given }
  })
  return await getRole(context, name)
}

/** What it grants holds from the next request of each of its users on. */
export async function updateRole(
  context: RolesContext,
  actor: UserActor,
  { name, newName, description, permissions: names }: z.infer<typeof updateRoleSchema>,
  from: From,
): Promise<RoleView> {
  const given = names === undefined ? undefined : permissionsOf(names)
  await changeRole(context, { actor, action: 'roles.update', name, from }, async (tx) => {
    const role = await lockCustomRole(tx, name)
    requireRightsOver(actor, role.permissions)
    if (given) requireMayGive(actor, given, 'permissions')
    await tx.role.updateMany({
      where: { name },
      data: {
        ...(newName === undefined ? {} : { name: newName }),
        ...(description === undefined ? {} : { description: description.trim() }),
        ...(given === undefined ? {} : { permissions: given }),
      },
    })
    return {
      ...(newName === undefined || newName === name ? {} : { name: { from: name, to: newName } }),
      ...(given === undefined ? {} : { permissions: { from: role.permissions, to: given } }),
    }
  })
  return await getRole(context, newName ?? name)
}

/** @throws DomainError CONFLICT for a built-in role, and while somebody has the role */
export async function deleteRole(context: RolesContext, actor: UserActor, name: string, from: From): Promise<void> {
  await changeRole(context, { actor, action: 'roles.delete', name, from }, async (tx) => {
    const role = await lockCustomRole(tx, name)
    requireRightsOver(actor, role.permissions)
    await tx.role.deleteMany({ where: { name } })
    return { permissions: role.permissions }
  })
}

async function lockCustomRole(tx: Transaction, name: string): Promise<{ permissions: string[] }> {
  const [role] = await tx.$queryRaw<{ permissions: string[]; builtIn: boolean }[]>`
    SELECT permissions, built_in AS "builtIn" FROM roles WHERE name = ${name} FOR UPDATE`
  if (!role) throw notFound()
  if (role.builtIn) throw new DomainError('CONFLICT', 'A role that comes with the product cannot be changed')
  return role
}

interface RoleChange {
  actor: UserActor
  action: 'roles.create' | 'roles.update' | 'roles.delete'
  name: string
  from: From
}

async function changeRole(
  context: RolesContext,
  { actor, action, name, from }: RoleChange,
  work: (tx: Transaction) => Promise<Prisma.InputJsonObject>,
): Promise<void> {
  try {
    await audited(context, { actorId: actor.userId, action, target: ['role', name], ...from }, work)
  } catch (error) {
    if (isUniqueViolation(error)) throw nameTaken()
    if (isForeignKeyViolation(error)) throw new DomainError('CONFLICT', 'Somebody still has this role')
    throw error
  }
}
