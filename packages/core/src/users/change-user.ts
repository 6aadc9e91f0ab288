import { type Database, isCheckViolation, type Prisma, type Transaction } from '@sarvanom/db'
import type { UserActor } from '../access/index.ts'
import { type AuditAction, audited } from '../audit/index.ts'
import { DomainError, notFound } from '../errors.ts'
import { requireRightsOver } from '../roles/index.ts'

export interface UsersContext {
  db: Database
}

/** A user whose row is locked until the transaction ends. */
export interface LockedUser {
  id: string
  email: string
  name: string
  role: string
  permissions: string[]
  disabledAt: Date | null
}

export const lastAdministrator = () =>
  new DomainError('CONFLICT', 'This is the last administrator who can sign in: make somebody else one first')

/**
 * Locks the user. Whatever may take away an administrator waits for its turn first: two administrators who removed each other
 * at once would otherwise both find the other one still there.
 */
export async function lockUser(tx: Transaction, id: string): Promise<LockedUser> {
  await tx.$queryRaw`SELECT name FROM roles WHERE name = 'administrator' FOR NO KEY UPDATE`
  const [user] = await tx.$queryRaw<LockedUser[]>`
    SELECT u.id, u.email, u.name, u.role_name AS role, r.permissions, u.disabled_at AS "disabledAt"
    FROM users u JOIN roles r ON r.name = u.role_name WHERE u.id = ${id} FOR UPDATE OF u`
  if (!user) throw notFound()
  return user
}

interface Change {
  actor: UserActor
  id: string
  action: AuditAction
  from: { address?: string }
}

/**
 * Does `work` on a user whom the actor has rights over, and writes it down, with what `work` returns as the detail.
 *
 * @throws DomainError NOT_FOUND; FORBIDDEN where the user may do more than the actor; CONFLICT where no administrator remained
 */
export async function changeUser(
  context: UsersContext,
  { actor, id, action, from }: Change,
  work: (tx: Transaction, user: LockedUser) => Promise<Prisma.InputJsonObject>,
): Promise<void> {
  const event = { actorId: actor.userId, action, target: ['user', id] as const, ...from }
  try {
    await audited(context, event, async (tx) => {
      const user = await lockUser(tx, id)
      requireRightsOver(actor, user.permissions)
      return await work(tx, user)
    })
  } catch (error) {
    if (isCheckViolation(error, 'administrator_remains')) throw lastAdministrator()
    throw error
  }
}
