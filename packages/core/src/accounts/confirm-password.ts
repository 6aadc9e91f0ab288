import type { UserActor } from '../access/index.ts'
import { type AuditAction, recordAudit } from '../audit/index.ts'
import { DomainError } from '../errors.ts'
import { confirmationBuckets, takeAttempt } from '../throttle/index.ts'
import type { AccountContext } from './context.ts'

/**
 * Asks who is signed in for the own password once more, before something that a borrowed browser must not do. Nothing may
 * have been changed before.
 *
 * @returns the stored hash that it fits
 * @throws DomainError UNAUTHORIZED with the field, TOO_MANY_REQUESTS
 */
export async function confirmPassword(
  core: Pick<AccountContext, 'db' | 'passwords' | 'signInLimits'>,
  actor: UserActor,
  { password, action, field = 'password' }: { password: string; action: AuditAction; field?: string },
  from: { address?: string },
): Promise<{ secretHash: string }> {
  const { userId } = actor
  const buckets = confirmationBuckets(actor.sessionId ?? userId)
  const attempt = await takeAttempt(core, buckets, { action, actorId: userId, ...from })
  const credential = await core.db.prisma.credential.findFirst({
    where: { userId, kind: 'password' },
    select: { secretHash: true },
  })
  const fits = await core.passwords.verify(credential?.secretHash, password).catch(async (error) => {
    await attempt.undo()
    throw error
  })
  if (credential && fits) {
    await attempt.succeeded()
    return credential
  }
  await recordAudit(core.db.prisma, { actorId: userId, action, result: 'denied', detail: { reason: field }, ...from })
  throw new DomainError('UNAUTHORIZED', 'The password is wrong', { fields: [{ path: field, message: 'is wrong' }] })
}
