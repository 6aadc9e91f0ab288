import type { UserActor } from '../access/index.ts'
import { audited } from '../audit/index.ts'
import { DomainError, notFound } from '../errors.ts'
import { mailTexts } from '../mail/index.ts'
import { requireRightsOver } from '../roles/index.ts'
import type { From, RegistrationContext } from './context.ts'
import { createLink, type Link, linkMinutes } from './link.ts'

/** A link by which a user chooses a password, as an administrator gets it: to hand over, once mail did not do it. */
export interface HandedLink {
  url: string
  expiresAt: string
  /** It went to the user's own address too. */
  mailed: boolean
}

/**
 * Makes a link for a user who cannot get one alone: a new one, or where no mail is configured. It works for a day, and
 * replaces the links that there were. Writes `users.resetLink` into the audit log.
 *
 * @throws DomainError NOT_FOUND; CONFLICT for a disabled account; FORBIDDEN where the user may do more than `by`, who could
 * act as the user by this link
 */
export async function createResetLink(
  context: Pick<RegistrationContext, 'db' | 'clock' | 'publicUrl' | 'mail'>,
  userId: string,
  { by, from }: { by: UserActor; from: From },
): Promise<HandedLink> {
  let made: (Link & { email: string }) | undefined
  const event = { actorId: by.userId, action: 'users.resetLink' as const, target: ['user', userId] as const, ...from }
  await audited(context, event, async (tx) => {
    const user = await tx.user.findFirst({
      where: { id: userId },
      select: { email: true, disabledAt: true, role: { select: { permissions: true } } },
    })
    if (!user) throw notFound()
    requireRightsOver(by, user.role.permissions)
    if (user.disabledAt !== null) throw new DomainError('CONFLICT', 'This account is disabled: enable it first')
    const { email } = user
    const link = { userId, email, purpose: 'reset_password', minutes: linkMinutes.handed } as const
    made = { ...(await createLink(context, tx, link)), email }
    return {}
  })
  if (!made) throw new Error('a link was made without a row')
  const text = mailTexts.handedLink(made.url, linkMinutes.handed / 60)
  const mailed = await context.mail.send({ to: made.email, ...text })
  return { url: made.url, expiresAt: made.expiresAt.toISOString(), mailed }
}
