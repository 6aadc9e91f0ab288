import { inTransaction } from '@sarvanom/db'
import type { UserActor } from '../access/index.ts'
import { type AccountContext, endSessions } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import { DomainError } from '../errors.ts'
import { stepOfCode } from './codes.ts'
import { replaceRecoveryCodes } from './replace-recovery-codes.ts'

/**
 * Switches the second factor on, with the first code of the app, and signs out everywhere else: those sessions came about
 * without it (ASVS 5.0, 7.4.3).
 *
 * @throws DomainError CONFLICT where none was begun, UNPROCESSABLE_CONTENT with the field `code`
 */
export async function confirmTotp(
  { db, secretBox, clock }: Pick<AccountContext, 'db' | 'secretBox' | 'clock'>,
  actor: UserActor,
  { code }: { code: string },
  from: { address?: string },
): Promise<{ recoveryCodes: string[] }> {
  const { userId } = actor
  const begun = { userId, confirmedAt: null }
  const notBegun = () => new DomainError('CONFLICT', 'Begin to set up a second factor first')
  const row = await db.prisma.totpSecret.findFirst({ where: begun, select: { secret: true } })
  if (!row) throw notBegun()
  const now = clock()
  const step = stepOfCode({ secret: secretBox.decrypt(row.secret, `totp:${userId}`), code, lastStep: 0, now })
  if (step === undefined) {
    throw new DomainError('UNPROCESSABLE_CONTENT', 'The code is wrong; look at the clock of your device', {
      fields: [{ path: 'code', message: 'is wrong' }],
    })
  }
  return await inTransaction(db, async (tx) => {
    const { count } = await tx.totpSecret.updateMany({
      // The secret that the code belongs to: another one may have been begun meanwhile.
      where: { ...begun, secret: row.secret },
      data: { confirmedAt: now, lastStep: step },
    })
    if (count === 0) throw notBegun()
    const recoveryCodes = await replaceRecoveryCodes(tx, userId)
    await endSessions({ db: { prisma: tx } }, { userId, except: actor.sessionId })
    await recordAudit(tx, { actorId: userId, action: 'auth.totp.confirm', target: ['user', userId], ...from })
    return { recoveryCodes }
  })
}
