import type { UserActor } from '../access/index.ts'
import { confirmPassword } from '../accounts/index.ts'
import { type DeleteUserContext, deleteUser } from '../users/index.ts'

/**
 * Deletes the caller's own account, as `deleteUser` does. The password is asked for again: a session left open somewhere is
 * not enough to destroy everything.
 *
 * @throws DomainError UNAUTHORIZED for a wrong password, TOO_MANY_REQUESTS after some of them; CONFLICT as `deleteUser`
 */
export async function deleteAccount(
  context: DeleteUserContext & Parameters<typeof confirmPassword>[0],
  actor: UserActor,
  { password }: { password: string },
  from: { address?: string },
): Promise<void> {
  await confirmPassword(context, actor, { password, action: 'account.delete' }, from)
  await deleteUser(context, { actor, id: actor.userId, action: 'account.delete', from })
}
