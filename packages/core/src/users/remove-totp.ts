import type { UserActor } from '../access/index.ts'
import { changeUser, type UsersContext } from './change-user.ts'
import { getUser } from './read-users.ts'
import type { UserView } from './view.ts'

/** Takes the second factor away from a user who has lost it: the password is enough then, until another is set up. */
export async function removeTotp(
  context: UsersContext,
  actor: UserActor,
  id: string,
  from: { address?: string },
): Promise<UserView> {
  await changeUser(context, { actor, id, action: 'users.removeTotp', from }, async (tx) => {
    const { count } = await tx.totpSecret.deleteMany({ where: { userId: id } })
    await tx.recoveryCode.deleteMany({ where: { userId: id } })
    return { removed: count > 0 }
  })
  return await getUser(context, id)
}
