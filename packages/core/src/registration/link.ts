import type { OneTimePurpose, Transaction } from '@sarvanom/db'
import { DomainError } from '../errors.ts'
import { randomToken, tokenHash } from '../secrets/index.ts'
import type { RegistrationContext } from './context.ts'

/** How long links work. Asked for: ten minutes (OWASP ASVS 5.0). From an administrator's hand: longer, because that takes time. */
export const linkMinutes = { asked: 10, handed: 24 * 60, invitation: 7 * 24 * 60 } as const

const pages = { reset_password: 'reset', verify_email: 'verify', invitation: 'join' } as const

/**
 * The address of a page with the token after `#`: browsers send that part to no server, so that no log, no proxy and no
 * Referer header holds it.
 */
export const linkTo = (publicUrl: string, page: keyof typeof pages, token: string) =>
  `${publicUrl}/${pages[page]}#${token}`

/** One answer for links that are used up, over, replaced and made up. */
export const linkGone = () =>
  new DomainError('NOT_FOUND', 'This link was used already, or its time is over', {
    fields: [{ path: 'token', message: 'is no longer good' }],
  })

export interface Link {
  url: string
  expiresAt: Date
}

interface NewLink {
  userId: string
  /** The address that it goes to: it stops working when the account gets another one. */
  email: string
  purpose: OneTimePurpose
  minutes: number
}

/**
 * A new link; only its hash is stored. One that sets a password replaces those before it. One that confirms an address does
 * not: who signs in before confirming is sent another, and may then open either.
 */
export async function createLink(
  { clock, publicUrl }: Pick<RegistrationContext, 'clock' | 'publicUrl'>,
  tx: Transaction,
  { userId, email, purpose, minutes }: NewLink,
): Promise<Link> {
  const token = randomToken()
  const expiresAt = new Date(clock().getTime() + minutes * 60_000)
  if (purpose === 'reset_password') await tx.oneTimeToken.deleteMany({ where: { userId, purpose } })
  await tx.oneTimeToken.create({
    data: { tokenHash: tokenHash(token), userId, purpose, email, expiresAt },
    select: { userId: true },
  })
  return { url: linkTo(publicUrl, purpose, token), expiresAt }
}

const holderSelect = { id: true, email: true, name: true, disabledAt: true } as const

export interface LinkHolder {
  id: string
  email: string
  name: string
}

/** Whose link it is; leaves it as it is. Undefined where it is not good, also because of what became of the account. */
export async function holderOf(
  { clock }: Pick<RegistrationContext, 'clock'>,
  tx: Pick<Transaction, 'oneTimeToken'>,
  token: string,
  purpose: OneTimePurpose,
): Promise<LinkHolder | undefined> {
  const found = await tx.oneTimeToken.findFirst({
    where: { tokenHash: tokenHash(token), purpose, expiresAt: { gt: clock() } },
    select: { email: true, user: { select: holderSelect } },
  })
  if (!found || found.user.disabledAt !== null || found.user.email !== found.email) return undefined
  const { id, email, name } = found.user
  return { id, email, name }
}

/**
 * Uses the link up, and others of its purpose with it. Of many at once the database lets one delete it; the others get the error.
 *
 * @throws DomainError NOT_FOUND
 */
export async function useLink(
  context: Pick<RegistrationContext, 'clock'>,
  tx: Transaction,
  token: string,
  purpose: OneTimePurpose,
): Promise<LinkHolder> {
  const holder = await holderOf(context, tx, token, purpose)
  const { count } = await tx.oneTimeToken.deleteMany({
    where: { tokenHash: tokenHash(token), purpose, expiresAt: { gt: context.clock() } },
  })
  if (!holder || count !== 1) throw linkGone()
  await tx.oneTimeToken.deleteMany({ where: { userId: holder.id, purpose } })
  return holder
}

/** Takes away links and invitations whose time is over. */
export async function deleteExpiredLinks({ db, clock }: Pick<RegistrationContext, 'db' | 'clock'>): Promise<void> {
  const over = { expiresAt: { lte: clock() } }
  await db.prisma.oneTimeToken.deleteMany({ where: over })
}
