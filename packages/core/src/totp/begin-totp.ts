import { inTransaction } from '@sarvanom/db'
import type { UserActor } from '../access/index.ts'
import type { AccountContext } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import { DomainError } from '../errors.ts'
import { newSecret, secretUri } from './codes.ts'

/**
 * A new secret for an authenticator app; it counts once a code of it was given. One begun before is replaced.
 *
 * @throws DomainError CONFLICT where a second factor is set up already
 */
export async function beginTotp(
  { db, secretBox, clock }: Pick<AccountContext, 'db' | 'secretBox' | 'clock'>,
  actor: UserActor,
  from: { address?: string },
): Promise<{ secret: string; uri: string }> {
  const { userId } = actor
  const plain = newSecret()
  const secret = secretBox.encrypt(plain, `totp:${userId}`)
  const email = await inTransaction(db, async (tx) => {
    const written = await tx.$executeRaw`
      INSERT INTO totp_secrets (user_id, secret, created_at) VALUES (${userId}, ${secret}, ${clock()})
      ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at, last_step = 0
      WHERE totp_secrets.confirmed_at IS NULL`
    if (written === 0) throw new DomainError('CONFLICT', 'A second factor is set up already; disable it first')
    await recordAudit(tx, { actorId: userId, action: 'auth.totp.begin', target: ['user', userId], ...from })
    return (await tx.user.findFirstOrThrow({ where: { id: userId }, select: { email: true } })).email
  })
  return { secret: plain, uri: secretUri(plain, email) }
}
