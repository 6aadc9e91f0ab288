import { inTransaction } from '@sarvanom/db'
import type { UserActor } from '../access/index.ts'
import { type AccountContext, confirmPassword } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import { DomainError } from '../errors.ts'
import { replaceRecoveryCodes } from './replace-recovery-codes.ts'

/**
 * New recovery codes; the old ones are void.
 *
 * @throws DomainError UNAUTHORIZED for a wrong password, CONFLICT where there is no second factor
 */
export async function renewRecoveryCodes(
  core: Pick<AccountContext, 'db' | 'passwords' | 'signInLimits'>,
  actor: UserActor,
  { password }: { password: string },
  from: { address?: string },
): Promise<{ recoveryCodes: string[] }> {
  const { userId } = actor
  const action = 'auth.totp.newRecoveryCodes'
  await confirmPassword(core, actor, { password, action }, from)
  return await inTransaction(core.db, async (tx) => {
    const confirmed = { userId, confirmedAt: { not: null } }
    if (!(await tx.totpSecret.findFirst({ where: confirmed, select: { userId: true } }))) {
      throw new DomainError('CONFLICT', 'There is no second factor to recover from')
    }
    const recoveryCodes = await replaceRecoveryCodes(tx, userId)
    await recordAudit(tx, { actorId: userId, action, target: ['user', userId], ...from })
    return { recoveryCodes }
  })
}
