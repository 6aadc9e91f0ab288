import type { Prisma } from '@sarvanom/db'
import { DomainError } from '../errors.ts'

/** @throws DomainError UNPROCESSABLE_CONTENT that names the field, where there is no such role */
export async function requireRole(
  tx: Prisma.TransactionClient,
  name: string,
): Promise<{ name: string; permissions: string[] }> {
  const role = await tx.role.findFirst({ where: { name }, select: { name: true, permissions: true } })
  if (role) return role
  throw new DomainError('UNPROCESSABLE_CONTENT', 'There is no such role', {
    fields: [{ path: 'role', message: 'is not a role of this installation' }],
  })
}
