import { isUniqueViolation, type Transaction } from '@sarvanom/db'
import type { z } from 'zod'
import type { UserActor } from '../access/index.ts'
import { assertPasswordAllowed } from '../accounts/index.ts'
import type { Passwords } from '../accounts/passwords/index.ts'
import { audited } from '../audit/index.ts'
import { type Mail, mailTexts } from '../mail/index.ts'
import { createLink, linkMinutes } from '../registration/index.ts'
import { requireMayGive, requireRole } from '../roles/index.ts'
import type { UsersContext } from './change-user.ts'
import { getUser } from './read-users.ts'
import type { createUserSchema } from './schema.ts'
import { addressTaken } from './update-user.ts'
import type { UserView } from './view.ts'

export interface CreateUserContext extends UsersContext {
  clock: () => Date
  publicUrl: string
  passwords: Pick<Passwords, 'hash'>
  mail: Pick<Mail, 'send'>
}

export interface CreatedUser extends UserView {
  /** By which the user chooses a password; told once. Null where one was given. */
  link: { url: string; expiresAt: string } | null
  /** The link went to the user's address too. */
  mailed: boolean
}

/**
 * Makes an account for somebody else. Without a password its user chooses one, by a link that is mailed where mail is
 * configured and otherwise handed over.
 *
 * @throws DomainError CONFLICT for a taken address; UNPROCESSABLE_CONTENT for a role that does not exist and for a password
 *   that is easy to guess; FORBIDDEN for a role that may do more than the actor
 */
export async function createUser(
  context: CreateUserContext,
  actor: UserActor,
  { email, name, role, password }: z.infer<typeof createUserSchema>,
  from: { address?: string },
): Promise<CreatedUser> {
  if (password !== undefined) await assertPasswordAllowed(password, { email, name })
  const secretHash = password === undefined ? undefined : await context.passwords.hash(password)
  let made: { id: string; link: CreatedUser['link'] } | undefined
  const create = async (tx: Transaction, on: (type: string, id: string) => void) => {
    const { permissions } = await requireRole(tx, role)
    requireMayGive(actor, permissions)
    const { id } = await tx.user.create({
      data: {
        email,
        name: name.trim(),
        roleName: role,
        ...(secretHash === undefined ? {} : { credentials: { create: { kind: 'password', secretHash } } }),
      },
      select: { id: true },
    })
    made = { id, link: secretHash === undefined ? await firstLink(context, tx, { userId: id, email }) : null }
    on('user', id)
    return { role }
  }
  try {
    await audited(context, { actorId: actor.userId, action: 'users.create', ...from }, create)
  } catch (error) {
    if (isUniqueViolation(error)) throw addressTaken()
    throw error
  }
  if (!made) throw new Error('a user was made without a row')
  const { id, link } = made
  const mailed =
    link !== null &&
    (await context.mail.send({ to: email, ...mailTexts.handedLink(link.url, linkMinutes.handed / 60) }))
  return { ...(await getUser(context, id)), link, mailed }
}

async function firstLink(context: CreateUserContext, tx: Transaction, user: { userId: string; email: string }) {
  const { url, expiresAt } = await createLink(context, tx, {
    ...user,
    purpose: 'reset_password',
    minutes: linkMinutes.handed,
  })
  return { url, expiresAt: expiresAt.toISOString() }
}
