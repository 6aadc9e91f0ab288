import { inTransaction } from '@sarvanom/db'
import { assertPasswordAllowed } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import { mailTexts } from '../mail/index.ts'
import type { From, RegistrationContext } from './context.ts'
import { holderOf, linkGone, useLink } from './link.ts'

/**
 * Sets the password of whose link it is. Whoever knew the old one is out: every session ends with its tokens, and the
 * browsers that had been known count as strangers. The second factor stays. So do API keys: no password opens them, most
 * who reset have merely forgotten theirs, and programs that stopped for it would be no safer; the mail that follows says
 * to look through them.
 *
 * @throws DomainError NOT_FOUND for a link that is not good, UNPROCESSABLE_CONTENT for a password that is easy to guess,
 * which leaves the link as it was
 */
export async function resetPassword(
  context: Pick<RegistrationContext, 'db' | 'clock' | 'publicUrl' | 'passwords' | 'mail' | 'afterwards'>,
  { token, password }: { token: string; password: string },
  from: From,
): Promise<{ reset: true }> {
  const holder = await holderOf(context, context.db.prisma, token, 'reset_password')
  if (!holder) throw linkGone()
  await assertPasswordAllowed(password, holder)
  const secretHash = await context.passwords.hash(password)
  await inTransaction(context.db, async (tx) => {
    const { id: userId, email } = await useLink(context, tx, token, 'reset_password')
    const kept = await tx.user.updateMany({ where: { id: userId, email, disabledAt: null }, data: {} })
    if (kept.count === 0) throw linkGone()
    await tx.user.updateMany({
      where: { id: userId, emailVerifiedAt: null },
      data: { emailVerifiedAt: context.clock() },
    })
    await tx.credential.upsert({
      where: { userId_kind: { userId, kind: 'password' } },
      create: { userId, kind: 'password', secretHash },
      update: { secretHash },
      select: { id: true },
    })
    await tx.session.deleteMany({ where: { userId } })
    await tx.knownDevice.deleteMany({ where: { userId } })
    await recordAudit(tx, { actorId: userId, action: 'auth.resetPassword', target: ['user', userId], ...from })
  })
  context.afterwards.run(() =>
    context.mail.send({ to: holder.email, ...mailTexts.passwordChanged(`${context.publicUrl}/account/keys`) }),
  )
  return { reset: true }
}
