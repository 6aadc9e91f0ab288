import { randomUUID } from 'node:crypto'
import { inTransaction } from '@sarvanom/db'
import type { z } from 'zod'
import { assertPasswordAllowed } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import { DomainError } from '../errors.ts'
import { mailTexts } from '../mail/index.ts'
import { mailBuckets, registrationBuckets } from '../throttle/index.ts'
import { acceptInvitation } from './accept-invitation.ts'
import type { From, RegistrationContext } from './context.ts'
import { mayDo, requireWithinLimit } from './limit.ts'
import type { NewAccount, registerInputSchema } from './schema.ts'
import { mailVerification } from './verify-email.ts'

/** The role of who registers without an invitation. */
const openRole = 'member'

export interface Registered {
  /** Whom to sign in, which the holder of an invitation is at once. */
  userId: string | null
  /** What there is to do before the account can be used; the same whether or not the address was free. */
  next: 'verify' | 'sign-in' | null
}

/**
 * Makes an account. Without an invitation nothing tells whether the address had one already: the answer is the same, and
 * so are the steps, the password's hash among them, up to the mail, which goes out afterwards.
 *
 * @throws DomainError FORBIDDEN where registration is not open to the caller, UNPROCESSABLE_CONTENT for a password that is
 * easy to guess, TOO_MANY_REQUESTS; with an invitation NOT_FOUND and CONFLICT too
 */
export async function register(
  context: RegistrationContext,
  { invitation, ...account }: z.infer<typeof registerInputSchema>,
  from: From,
): Promise<Registered> {
  const { signIn } = await context.settings.get()
  if (signIn.registration === 'closed') throw new DomainError('FORBIDDEN', 'Registration is closed')
  if (signIn.registration === 'invitation' && invitation === undefined)
    throw new DomainError('FORBIDDEN', 'Registration takes an invitation')
  await requireWithinLimit(context, registrationBuckets(from.address))
  if (invitation !== undefined)
    return { userId: await acceptInvitation(context, invitation, account, from), next: null }

  await assertPasswordAllowed(account.password, account)
  const secretHash = await context.passwords.hash(account.password)
  const userId = await addUser(context, account, secretHash, from)
  context.afterwards.run(() =>
    userId === undefined ? tellOwner(context, account.email) : mailVerification(context, userId),
  )
  return { userId: null, next: signIn.emailVerification ? 'verify' : 'sign-in' }
}

/** @returns the new user's id; undefined where somebody has the address. Both take the same statements. */
async function addUser(
  { db }: RegistrationContext,
  { email, name }: NewAccount,
  secretHash: string,
  from: From,
): Promise<string | undefined> {
  return await inTransaction(db, async (tx) => {
    const [user] = await tx.user.createManyAndReturn({
      data: [{ email, name: name.trim(), roleName: openRole }],
      skipDuplicates: true,
      select: { id: true },
    })
    const holder = await tx.user.findFirst({ where: { email }, select: { id: true } })
    await tx.$executeRaw`
      INSERT INTO credentials (id, user_id, kind, secret_hash, updated_at)
      SELECT ${randomUUID()}, id, 'password', ${secretHash}, now() FROM users WHERE id = ${user?.id ?? ''}`
    await recordAudit(tx, {
      actorId: user?.id ?? null,
      action: 'auth.register',
      result: user ? 'success' : 'denied',
      ...(holder ? { target: ['user', holder.id] as const } : {}),
      ...from,
    })
    return user?.id
  })
}

/** Tells who has the address that somebody tried to register it, a few times an hour at most. */
async function tellOwner(context: RegistrationContext, email: string): Promise<void> {
  if (!(await mayDo(context, mailBuckets('taken', email)))) return
  await context.mail.send({ to: email, ...mailTexts.addressTaken(`${context.publicUrl}/sign-in`) })
}
