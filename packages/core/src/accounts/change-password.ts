import { inTransaction } from '@sarvanom/db'
import type { UserActor } from '../access/index.ts'
import { recordAudit } from '../audit/index.ts'
import { DomainError } from '../errors.ts'
import { confirmPassword } from './confirm-password.ts'
import type { AccountContext } from './context.ts'
import { deviceOfCookies, forgetDevices } from './known-devices.ts'
import { endSessions } from './own-sessions.ts'
import { assertPasswordAllowed } from './password-rules.ts'
import type { Caller } from './sessions.ts'

/**
 * Changes the own password, with the current one. Ends all other sessions and their tokens, withdraws links that could set
 * another password, and forgets all other browsers.
 *
 * @throws DomainError UNAUTHORIZED with the field `currentPassword`, UNPROCESSABLE_CONTENT, CONFLICT where it was changed
 * meanwhile, TOO_MANY_REQUESTS
 */
export async function changePassword(
  core: Pick<AccountContext, 'db' | 'publicUrl' | 'passwords' | 'signInLimits'>,
  actor: UserActor,
  { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
  caller: Caller,
): Promise<void> {
  const { userId } = actor
  const action = 'auth.changePassword'
  const from = caller.address === undefined ? {} : { address: caller.address }
  const confirmation = { password: currentPassword, action, field: 'currentPassword' } as const
  const current = await confirmPassword(core, actor, confirmation, from)
  const owner = await core.db.prisma.user.findFirstOrThrow({
    where: { id: userId },
    select: { email: true, name: true },
  })
  await assertPasswordAllowed(newPassword, owner, 'newPassword')
  const secretHash = await core.passwords.hash(newPassword)
  await inTransaction(core.db, async (tx) => {
    // Whoever has reset it meanwhile has the last word.
    const { count } = await tx.credential.updateMany({
      where: { userId, kind: 'password', secretHash: current.secretHash },
      data: { secretHash },
    })
    if (count === 0) throw new DomainError('CONFLICT', 'The password was changed in the meantime')
    await endSessions({ db: { prisma: tx } }, { userId, except: actor.sessionId })
    await tx.oneTimeToken.deleteMany({ where: { userId, purpose: 'reset_password' } })
    await forgetDevices(tx, { userId, except: deviceOfCookies(caller.cookies, core.publicUrl) })
    await recordAudit(tx, { actorId: userId, action, target: ['user', userId], ...from })
  })
}
