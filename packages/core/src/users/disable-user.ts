import type { UserActor } from '../access/index.ts'
import { changeUser, type UsersContext } from './change-user.ts'
import { getUser } from './read-users.ts'
import type { UserView } from './view.ts'

/** Ends every session with its tokens; API keys and links are dead for as long as the account is disabled. */
export async function disableUser(
  context: UsersContext & { clock: () => Date },
  actor: UserActor,
  id: string,
  from: { address?: string },
): Promise<UserView> {
  await changeUser(context, { actor, id, action: 'users.disable', from }, async (tx, user) => {
    if (user.disabledAt === null) await tx.user.updateMany({ where: { id }, data: { disabledAt: context.clock() } })
    await tx.session.deleteMany({ where: { userId: id } })
    await tx.oneTimeToken.deleteMany({ where: { userId: id } })
    return {}
  })
  return await getUser(context, id)
}

export async function enableUser(
  context: UsersContext,
  actor: UserActor,
  id: string,
  from: { address?: string },
): Promise<UserView> {
  await changeUser(context, { actor, id, action: 'users.enable', from }, async (tx) => {
    await tx.user.updateMany({ where: { id }, data: { disabledAt: null } })
    return {}
  })
  return await getUser(context, id)
}
