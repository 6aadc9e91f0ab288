import { isUniqueViolation } from '@sarvanom/db'
import type { z } from 'zod'
import type { UserActor } from '../access/index.ts'
import { DomainError } from '../errors.ts'
import { gained, requireMayGive, requireRole } from '../roles/index.ts'
import { changeUser, type UsersContext } from './change-user.ts'
import { getUser } from './read-users.ts'
import type { updateUserSchema } from './schema.ts'
import type { UserView } from './view.ts'

export const addressTaken = () =>
  new DomainError('CONFLICT', 'Somebody has an account with this address already', {
    fields: [{ path: 'email', message: 'is the address of another account' }],
  })

/**
 * Changes name, address or role. A new address is not verified, and links sent to the old one stop working; who gains a
 * permission signs in again. Addresses stay out of the audit log, which outlives accounts.
 *
 * @throws DomainError as `changeUser`; CONFLICT for a taken address; UNPROCESSABLE_CONTENT for a role that does not exist
 */
export async function updateUser(
  context: UsersContext,
  actor: UserActor,
  { id, name, email, role }: z.infer<typeof updateUserSchema>,
  from: { address?: string },
): Promise<UserView> {
  try {
    await changeUser(context, { actor, id, action: 'users.update', from }, async (tx, user) => {
      const newEmail = email === user.email ? undefined : email
      const newName = name?.trim() === user.name ? undefined : name?.trim()
      const newRole = role === undefined || role === user.role ? undefined : await requireRole(tx, role)
      if (newRole) requireMayGive(actor, newRole.permissions)
      if (newEmail !== undefined) await tx.oneTimeToken.deleteMany({ where: { userId: id } })
      if (newRole && gained(user.permissions, newRole.permissions).length > 0)
        await tx.session.deleteMany({ where: { userId: id } })
      await tx.user.updateMany({
        where: { id },
        data: {
          ...(newName === undefined ? {} : { name: newName }),
          ...(newEmail === undefined ? {} : { email: newEmail, emailVerifiedAt: null }),
          ...(newRole === undefined ? {} : { roleName: newRole.name }),
        },
      })
      return {
        changed: [
          ...(newName === undefined ? [] : ['name']),
          ...(newEmail === undefined ? [] : ['email']),
          ...(newRole === undefined ? [] : ['role']),
        ],
        ...(newRole === undefined ? {} : { role: { from: user.role, to: newRole.name } }),
      }
    })
  } catch (error) {
    if (isUniqueViolation(error)) throw addressTaken()
    throw error
  }
  return await getUser(context, id)
}
