import { inTransaction } from '@sarvanom/db'
import type { UserActor } from '../access/index.ts'
import { recordAudit } from '../audit/index.ts'
import { notFound } from '../errors.ts'
import { mailTexts } from '../mail/index.ts'
import { mailBuckets } from '../throttle/index.ts'
import type { From, RegistrationContext } from './context.ts'
import { mayDo, requireWithinLimit } from './limit.ts'
import { createLink, linkMinutes, useLink } from './link.ts'

type VerifyContext = Pick<RegistrationContext, 'db' | 'clock' | 'publicUrl' | 'mail' | 'signInLimits'>

/** Whether a user still has to show that mail arrives at the address. */
async function unverified({ db }: VerifyContext, userId: string): Promise<{ id: string; email: string } | undefined> {
  const user = await db.prisma.user.findFirst({
    where: { id: userId, emailVerifiedAt: null, disabledAt: null },
    select: { id: true, email: true },
  })
  return user ?? undefined
}

async function send(context: VerifyContext, { id, email }: { id: string; email: string }): Promise<boolean> {
  const link = await inTransaction(context.db, (tx) =>
    createLink(context, tx, { userId: id, email, purpose: 'verify_email', minutes: linkMinutes.asked }),
  )
  return await context.mail.send({ to: email, ...mailTexts.verifyEmail(link.url, linkMinutes.asked) })
}

/**
 * Mails a link that shows that the address is the user's, where that is not shown yet and not too many went out: after
 * registering, and after signing in with a right password that is not let in for that reason.
 */
export async function mailVerification(context: VerifyContext, userId: string): Promise<void> {
  const user = context.mail.configured ? await unverified(context, userId) : undefined
  if (user && (await mayDo(context, mailBuckets('verify', user.email)))) await send(context, user)
}

/**
 * The same for who is signed in and asks for it.
 *
 * @returns whether a mail went out; not where there is nothing to verify or no mail
 * @throws DomainError TOO_MANY_REQUESTS
 */
export async function resendVerification(context: VerifyContext, actor: UserActor): Promise<{ sent: boolean }> {
  const user = context.mail.configured ? await unverified(context, actor.userId) : undefined
  if (!user) return { sent: false }
  await requireWithinLimit(context, mailBuckets('verify', user.email))
  return { sent: await send(context, user) }
}

/** @throws DomainError NOT_FOUND for a link that is not good */
export async function verifyEmail(
  context: Pick<RegistrationContext, 'db' | 'clock'>,
  token: string,
  from: From,
): Promise<{ verified: true }> {
  await inTransaction(context.db, async (tx) => {
    const { id, email } = await useLink(context, tx, token, 'verify_email')
    // The address may have changed since the link was read.
    const { count } = await tx.user.updateMany({
      where: { id, email, disabledAt: null },
      data: { emailVerifiedAt: context.clock() },
    })
    if (count === 0) throw notFound()
    await recordAudit(tx, { actorId: id, action: 'auth.verifyEmail', target: ['user', id], ...from })
  })
  return { verified: true }
}
