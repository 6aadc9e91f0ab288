import { inTransaction, isUniqueViolation } from '@sarvanom/db'
import { assertPasswordAllowed } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import { DomainError } from '../errors.ts'
import { tokenHash } from '../secrets/index.ts'
import type { From, RegistrationContext } from './context.ts'
import { addressTaken } from './invitations.ts'
import { linkGone } from './link.ts'
import type { NewAccount } from './schema.ts'

export interface InvitationView {
  email: string
  role: string
  expiresAt: string
}

const openInvitation = ({ clock }: Pick<RegistrationContext, 'clock'>, token: string) => ({
  tokenHash: tokenHash(token),
  acceptedAt: null,
  expiresAt: { gt: clock() },
})

/** What the invitation's page shows. @throws DomainError NOT_FOUND for one that is used, over, taken back or made up */
export async function readInvitation(
  context: Pick<RegistrationContext, 'db' | 'clock'>,
  token: string,
): Promise<InvitationView> {
  const found = await context.db.prisma.invitation.findFirst({
    where: openInvitation(context, token),
    select: { email: true, roleName: true, expiresAt: true },
  })
  if (!found) throw linkGone()
  return { email: found.email, role: found.roleName, expiresAt: found.expiresAt.toISOString() }
}

/**
 * Makes the account that an administrator invited, with the role of the invitation. Its address counts as verified: the
 * link came by mail, or from the hand of the administrator who named the address.
 *
 * @returns the new user's id
 * @throws DomainError NOT_FOUND for an invitation that is not good, CONFLICT where the address has an account by now
 */
export async function acceptInvitation(
  context: RegistrationContext,
  token: string,
  account: NewAccount,
  from: From,
): Promise<string> {
  const { email } = await readInvitation(context, token)
  if (account.email !== email) {
    throw new DomainError('UNPROCESSABLE_CONTENT', 'This invitation is for another address', {
      fields: [{ path: 'email', message: 'is not the address that was invited' }],
    })
  }
  await assertPasswordAllowed(account.password, account)
  const secretHash = await context.passwords.hash(account.password)
  const now = context.clock()
  try {
    return await inTransaction(context.db, async (tx) => {
      const [accepted] = await tx.invitation.updateManyAndReturn({
        where: openInvitation(context, token),
        data: { acceptedAt: now },
        select: { id: true, roleName: true },
      })
      if (!accepted) throw linkGone()
      const { id } = await tx.user.create({
        data: {
          email,
          emailVerifiedAt: now,
          name: account.name.trim(),
          roleName: accepted.roleName,
          credentials: { create: { kind: 'password', secretHash } },
        },
        select: { id: true },
      })
      const detail = { invitationId: accepted.id, role: accepted.roleName }
      await recordAudit(tx, { actorId: id, action: 'auth.register', target: ['user', id], detail, ...from })
      return id
    })
  } catch (error) {
    if (isUniqueViolation(error)) throw addressTaken()
    throw error
  }
}
