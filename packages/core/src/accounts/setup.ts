import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { type Database, isUniqueViolation } from '@sarvanom/db'
import type { z } from 'zod'
import { recordAudit } from '../audit/index.ts'
import { DomainError } from '../errors.ts'
import { hashPassword } from './password.ts'
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
 */
export async function setUp(
  context: { db: Database; setupCode: string },
  input: z.infer<typeof setupInputSchema>,
  from: { address?: string },
): Promise<{ id: string }> {
  const done = () => new DomainError('CONFLICT', 'The first account exists already')
  if (!(await setupNeeded(context))) throw done()
  if (!sameCode(input.setupCode, context.setupCode)) {
    throw new DomainError('FORBIDDEN', 'The setup code is wrong; the server printed it when it started', {
      fields: [{ path: 'setupCode', message: 'is not the code that the server printed' }],
    })
  }
  const secretHash = await hashPassword(input.password)
  try {
    return await context.db.prisma.$transaction(async (tx) => {
      await tx.setting.create({ data: { key: 'setup', value: { done: true } } })
      const user = await tx.user.create({
        data: {
          email: input.email,
          name: input.name.trim(),
          roleName: 'administrator',
          credentials: { create: { kind: 'password', secretHash } },
        },
        select: { id: true },
      })
      await recordAudit(tx, { actorId: user.id, action: 'auth.setup', target: ['user', user.id], ...from })
      return user
    })
  } catch (error) {
    if (isUniqueViolation(error)) throw done()
    throw error
  }
}
