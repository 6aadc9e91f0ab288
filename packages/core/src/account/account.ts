import { type Database, inTransaction } from '@sarvanom/db'
import type { z } from 'zod'
import type { UserActor } from '../access/index.ts'
import type { SessionUser } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import { notFound } from '../errors.ts'
import { type OwnedCollection, solelyOwned } from '../users/index.ts'
import type { updateAccountSchema } from './schema.ts'

export interface AccountView extends SessionUser {
  createdAt: string
  /** Of the second factor, not used yet. */
  recoveryCodesLeft: number
  sessionCount: number
  /** Collections without another owner: those that others use (`memberCount` over 1) keep the account from being deleted. */
  soleOwnerOf: OwnedCollection[]
}

export interface AccountContext {
  db: Database
  clock: () => Date
}

/** The caller's own account. */
export async function getAccount({ db, clock }: AccountContext, actor: UserActor): Promise<AccountView> {
  const { userId } = actor
  const [user, soleOwnerOf] = await Promise.all([
    db.prisma.user.findFirst({
      where: { id: userId },
      select: {
        id: true,
        email: true,
        emailVerifiedAt: true,
        name: true,
        roleName: true,
        createdAt: true,
        totp: { select: { confirmedAt: true } },
        _count: {
          select: {
            recoveryCodes: { where: { usedAt: null } },
            sessions: { where: { expiresAt: { gt: clock() } } },
          },
        },
      },
    }),
    solelyOwned(db.prisma, userId),
  ])
  // Deleted while the request was under way.
  if (!user) throw notFound()
  return {
    id: user.id,
    email: user.email,
    emailVerified: user.emailVerifiedAt !== null,
    name: user.name,
    role: user.roleName,
    permissions: [...actor.permissions],
    totpEnabled: user.totp?.confirmedAt != null,
    createdAt: user.createdAt.toISOString(),
    recoveryCodesLeft: user._count.recoveryCodes,
    sessionCount: user._count.sessions,
    soleOwnerOf,
  }
}

/** Nothing but the name: the address proves who somebody is, and the role is given by others. */
export async function updateAccount(
  context: AccountContext,
  actor: UserActor,
  { name }: z.infer<typeof updateAccountSchema>,
  from: { address?: string },
): Promise<AccountView> {
  const { userId } = actor
  if (name !== undefined) {
    await inTransaction(context.db, async (tx) => {
      await tx.user.updateMany({ where: { id: userId }, data: { name: name.trim() } })
      await recordAudit(tx, {
        actorId: userId,
        action: 'account.update',
        target: ['user', userId],
        detail: { changed: ['name'] },
        ...from,
      })
    })
  }
  return await getAccount(context, actor)
}
