import { inTransaction } from '@sarvanom/db'
import { recordAudit } from '../audit/index.ts'
import { mailTexts } from '../mail/index.ts'
import { mailBuckets } from '../throttle/index.ts'
import type { From, RegistrationContext } from './context.ts'
import { requireWithinLimit } from './limit.ts'
import { createLink, linkMinutes } from './link.ts'

/**
 * Mails a link to choose a new password, where the address has an account. Who has it is looked up after the answer, so
 * that neither its body nor its time tells.
 *
 * @returns whether this installation sends mail at all; where it does not, an administrator makes such links
 * @throws DomainError TOO_MANY_REQUESTS, for unknown addresses alike
 */
export async function requestPasswordReset(
  context: RegistrationContext,
  { email }: { email: string },
  from: From,
): Promise<{ mail: boolean }> {
  if (!context.mail.configured) return { mail: false }
  await requireWithinLimit(context, mailBuckets('reset', email, from.address ?? ''))
  context.afterwards.run(() => mailLink(context, email, from))
  return { mail: true }
}

async function mailLink(context: RegistrationContext, email: string, from: From): Promise<void> {
  const event = { actorId: null, action: 'auth.requestPasswordReset', ...from } as const
  const link = await inTransaction(context.db, async (tx) => {
    const user = await tx.user.findFirst({ where: { email, disabledAt: null }, select: { id: true } })
    if (!user) return void (await recordAudit(tx, { ...event, result: 'denied' }))
    await recordAudit(tx, { ...event, target: ['user', user.id] })
    return await createLink(context, tx, {
      userId: user.id,
      email,
      purpose: 'reset_password',
      minutes: linkMinutes.asked,
    })
  })
  if (link) await context.mail.send({ to: email, ...mailTexts.resetPassword(link.url, linkMinutes.asked) })
}
