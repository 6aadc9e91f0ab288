import { isUniqueViolation, type Transaction } from '@sarvanom/db'
import type { z } from 'zod'
import type { UserActor } from '../access/index.ts'
import { audited } from '../audit/index.ts'
import { DomainError, notFound } from '../errors.ts'
import { mailTexts } from '../mail/index.ts'
import { after, toPage } from '../paging.ts'
import { requireMayGive, requireRole } from '../roles/index.ts'
import { randomToken, tokenHash } from '../secrets/index.ts'
import type { Page, pageInputSchema } from '../shared-schema.ts'
import type { From, RegistrationContext } from './context.ts'
import { linkMinutes, linkTo } from './link.ts'
import type { createInvitationSchema } from './schema.ts'

/** An invitation as who manages users sees it. One that is over stays in the list until it is deleted. */
export interface InvitationItem {
  id: string
  email: string
  role: string
  createdAt: string
  expiresAt: string
  acceptedAt: string | null
}

const itemSelect = {
  id: true,
  email: true,
  roleName: true,
  createdAt: true,
  expiresAt: true,
  acceptedAt: true,
} as const

interface ItemRow {
  id: string
  email: string
  roleName: string
  createdAt: Date
  expiresAt: Date
  acceptedAt: Date | null
}

const toItem = ({ id, email, roleName, createdAt, expiresAt, acceptedAt }: ItemRow): InvitationItem => ({
  id,
  email,
  role: roleName,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
  acceptedAt: acceptedAt?.toISOString() ?? null,
})

export const addressTaken = () =>
  new DomainError('CONFLICT', 'This address has an account already', {
    fields: [{ path: 'email', message: 'has an account already' }],
  })

/** Newest first. */
export async function listInvitations(
  { db }: Pick<RegistrationContext, 'db'>,
  { limit, cursor }: z.infer<typeof pageInputSchema>,
): Promise<Page<InvitationItem>> {
  const rows = await db.prisma.invitation.findMany({
    where: after(cursor, 'createdAt'),
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
    select: itemSelect,
  })
  return toPage(rows, limit, (row) => ({ at: row.createdAt, id: row.id }), toItem)
}

/**
 * Invites an address, by mail where that is configured; the link is told once, to be handed over otherwise. An open
 * invitation of the same address is replaced.
 *
 * @throws DomainError CONFLICT where registration is closed or the address has an account, FORBIDDEN for a role that may do
 * more than the actor
 */
export async function createInvitation(
  context: Pick<RegistrationContext, 'db' | 'clock' | 'publicUrl' | 'settings' | 'mail'>,
  actor: UserActor,
  { email, role }: z.infer<typeof createInvitationSchema>,
  from: From,
): Promise<InvitationItem & { url: string; mailed: boolean }> {
  const { signIn } = await context.settings.get()
  if (signIn.registration === 'closed')
    throw new DomainError('CONFLICT', 'Registration is closed: allow it by invitation in the sign-in settings first')
  const token = randomToken()
  const now = context.clock()
  const expiresAt = new Date(now.getTime() + linkMinutes.invitation * 60_000)
  let item: InvitationItem | undefined
  const invite = async (tx: Transaction, on: (type: string, id: string) => void) => {
    requireMayGive(actor, (await requireRole(tx, role)).permissions)
    if (await tx.user.findFirst({ where: { email }, select: { id: true } })) throw addressTaken()
    await tx.invitation.deleteMany({ where: { email, acceptedAt: null } })
    const row = await tx.invitation.create({
      data: {
        email,
        roleName: role,
        tokenHash: tokenHash(token),
        createdById: actor.userId,
        createdAt: now,
        expiresAt,
      },
      select: itemSelect,
    })
    item = toItem(row)
    on('invitation', row.id)
    return { role }
  }
  try {
    await audited(context, { actorId: actor.userId, action: 'invitations.create', ...from }, invite)
  } catch (error) {
    if (isUniqueViolation(error)) throw new DomainError('CONFLICT', 'This address is being invited already')
    throw error
  }
  if (!item) throw new Error('an invitation was made without a row')
  const url = linkTo(context.publicUrl, 'invitation', token)
  const mailed = await context.mail.send({ to: email, ...mailTexts.invitation(url, linkMinutes.invitation / 1440) })
  return { ...item, url, mailed }
}

/** Takes an invitation back: its link stops working. */
export async function deleteInvitation(
  context: Pick<RegistrationContext, 'db'>,
  actor: UserActor,
  id: string,
  from: From,
): Promise<void> {
  const event = { actorId: actor.userId, action: 'invitations.delete', target: ['invitation', id], ...from } as const
  await audited(context, event, async (tx) => {
    const { count } = await tx.invitation.deleteMany({ where: { id } })
    if (count === 0) throw notFound()
    return {}
  })
}
