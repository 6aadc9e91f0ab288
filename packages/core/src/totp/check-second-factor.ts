import type { AccountContext } from '../accounts/index.ts'
import { isTotpCode, stepOfCode } from './codes.ts'
import { recoveryCodeHash } from './recovery-codes.ts'

export type SecondFactor = 'totp' | 'recovery code'

/**
 * Uses up a code of the authenticator app or a recovery code. Of any number of uses of one code at once, one succeeds: the
 * statement that marks it as used decides. Throttling is the caller's.
 *
 * @returns which of the two it was, or undefined where it is neither
 */
export async function checkSecondFactor(
  { db, secretBox, clock }: Pick<AccountContext, 'db' | 'secretBox' | 'clock'>,
  userId: string,
  code: string,
): Promise<SecondFactor | undefined> {
  if (!isTotpCode(code)) {
    const { count } = await db.prisma.recoveryCode.updateMany({
      where: { userId, codeHash: recoveryCodeHash(code), usedAt: null },
      data: { usedAt: clock() },
    })
    return count === 1 ? 'recovery code' : undefined
  }
  const confirmed = { userId, confirmedAt: { not: null } }
  const row = await db.prisma.totpSecret.findFirst({ where: confirmed, select: { secret: true, lastStep: true } })
  if (!row) return undefined
  const secret = secretBox.decrypt(row.secret, `totp:${userId}`)
  const step = stepOfCode({ secret, code, lastStep: row.lastStep, now: clock() })
  if (step === undefined) return undefined
  const { count } = await db.prisma.totpSecret.updateMany({
    where: { ...confirmed, lastStep: { lt: step } },
    data: { lastStep: step },
  })
  return count === 1 ? 'totp' : undefined
}
