import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { type Database, inTransaction, isUniqueViolation } from '@sarvanom/db'
import type { z } from 'zod'
import { recordAudit } from '../audit/index.ts'
import { DomainError } from '../errors.ts'
import { setupBuckets, takeAttempt } from '../throttle/index.ts'
import type { AccountContext } from './context.ts'
import { assertPasswordAllowed } from './password-rules.ts'
import type { setupInputSchema } from './schema.ts'

/** 80 random bits in groups that a person can type. */
export const randomSetupCode = () => (randomBytes(10).toString('hex').match(/.{5}/g) ?? []).join('-')

const digest = (text: string) => createHash('sha256').update(text).digest()
const sameCode = (given: string, wanted: string) => timingSafeEqual(digest(given.trim()), digest(wanted.trim()))

/** Whether nobody has an account yet. */
export async function setupNeeded({ db }: { db: Database }): Promise<boolean> {
  return (await db.prisma.user.findFirst({ select: { id: true } })) === null
}

/**
 * Makes the first account, an administrator. The row `setup` of the settings decides who is first: of several
 * at once, one wins and the others get CONFLICT.
 *
 * @throws DomainError FORBIDDEN for a wrong code, CONFLICT, UNPROCESSABLE_CONTENT, TOO_MANY_REQUESTS
 */
export async function setUp(
  context: Pick<AccountContext, 'db' | 'clock' | 'passwords' | 'signInLimits'> & { setupCode: string },
  input: z.infer<typeof setupInputSchema>,
  from: { address?: string },
): Promise<{ id: string }> {
  const action = 'auth.setup'
  const done = () => new DomainError('CONFLICT', 'The first account exists already')
  if (!(await setupNeeded(context))) throw done()
  const attempt = await takeAttempt(context, setupBuckets(from.address), { action, actorId: null, ...from })
  if (!sameCode(input.setupCode, context.setupCode)) {
    throw new DomainError('FORBIDDEN', 'The setup code is wrong; the server printed it when it started', {
      fields: [{ path: 'setupCode', message: 'is not the code that the server printed' }],
    })
  }
  await attempt.succeeded()
  await assertPasswordAllowed(input.password, input)
  const secretHash = await context.passwords.hash(input.password)
  try {
    return await inTransaction(context.db, async (tx) => {
      await tx.setting.create({ data: { key: 'setup', value: { done: true } } })
      const user = await tx.user.create({
        data: {
          email: input.email,
          // Who starts the server vouches for the address: nobody could let this account in otherwise.
          emailVerifiedAt: context.clock(),
          name: input.name.trim(),
          roleName: 'administrator',
          credentials: { create: { kind: 'password', secretHash } },
        },
        select: { id: true },
      })
      await recordAudit(tx, { actorId: user.id, action, target: ['user', user.id], ...from })
      return user
    })
  } catch (error) {
    if (isUniqueViolation(error)) throw done()
    throw error
  }
}
