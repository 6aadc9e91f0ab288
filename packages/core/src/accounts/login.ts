import type { Database } from '@sarvanom/db'
import type { z } from 'zod'
import { recordAudit } from '../audit/index.ts'
import { DomainError } from '../errors.ts'
import { passwordFits } from './password.ts'
import type { loginInputSchema } from './schema.ts'

/** Checks e-mail and password. An unknown user, a wrong password and a disabled account are told alike, in like time. */
export async function logIn(
  { db }: { db: Database },
  input: z.infer<typeof loginInputSchema>,
  from: { address?: string },
): Promise<{ id: string }> {
  const user = await db.prisma.user.findUnique({
    where: { email: input.email },
    select: { id: true, disabledAt: true, credentials: { where: { kind: 'password' }, select: { secretHash: true } } },
  })
  const fits = await passwordFits(user?.credentials[0]?.secretHash, input.password)
  const allowed = user !== null && fits && user.disabledAt === null
  await recordAudit(db.prisma, {
    actorId: user?.id ?? null,
    action: 'auth.login',
    result: allowed ? 'success' : 'denied',
    ...from,
  })
  if (!allowed) throw new DomainError('UNAUTHORIZED', 'E-mail or password is wrong')
  return { id: user.id }
}
