import { inTransaction } from '@sarvanom/db'
import type { UserActor } from '../access/index.ts'
import { type AccountContext, confirmPassword, endSessions } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import { DomainError } from '../errors.ts'
import { confirmationBuckets, takeAttempt } from '../throttle/index.ts'
import { checkSecondFactor } from './check-second-factor.ts'

/**
 * Switches the second factor off, with the password and a code, and signs out everywhere else.
 *
 * @throws DomainError UNAUTHORIZED with the field that is wrong, TOO_MANY_REQUESTS
 */
export async function disableTotp(
  core: Pick<AccountContext, 'db' | 'secretBox' | 'clock' | 'passwords' | 'signInLimits'>,
  actor: UserActor,
  { password, code }: { password: string; code: string },
  from: { address?: string },
): Promise<Record<string, never>> {
  const { userId } = actor
  const action = 'auth.totp.disable'
  await confirmPassword(core, actor, { password, action }, from)
  const buckets = confirmationBuckets(actor.sessionId ?? userId)
  const attempt = await takeAttempt(core, buckets, { action, actorId: userId, ...from })
  if (!(await checkSecondFactor(core, userId, code))) {
    await recordAudit(core.db.prisma, {
      actorId: userId,
      action,
      result: 'denied',
      detail: { reason: 'code' },
      ...from,
    })
    throw new DomainError('UNAUTHORIZED', 'The code is wrong or was used before', {
      fields: [{ path: 'code', message: 'is wrong or was used before' }],
    })
  }
  await attempt.succeeded()
  await inTransaction(core.db, async (tx) => {
    await tx.totpSecret.deleteMany({ where: { userId } })
    await tx.recoveryCode.deleteMany({ where: { userId } })
    await endSessions({ db: { prisma: tx } }, { userId, except: actor.sessionId })
    await recordAudit(tx, { actorId: userId, action, target: ['user', userId], ...from })
  })
  return {}
}
