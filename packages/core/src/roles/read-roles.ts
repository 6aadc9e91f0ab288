import type { Database } from '@sarvanom/db'
import { type Permission, permissions } from '../access/index.ts'
import { notFound } from '../errors.ts'

export interface RoleView {
  name: string
  description: string
  permissions: Permission[]
  /** Comes with the product: cannot be changed or deleted. */
  builtIn: boolean
  userCount: number
}

const roleSelect = {
  name: true,
  description: true,
  permissions: true,
  builtIn: true,
  _count: { select: { users: true } },
} as const

interface RoleRow extends Omit<RoleView, 'permissions' | 'userCount'> {
  permissions: string[]
  _count: { users: number }
}

// In the order of the closed list; a name that an older version knew is left out, and grants nothing.
const toView = ({ permissions: held, _count, ...role }: RoleRow): RoleView => ({
  ...role,
  permissions: permissions.filter((name) => held.includes(name)),
  userCount: _count.users,
})

/** All roles, the built-in ones first, and every permission that a role can be made of. */
export async function listRoles({ db }: { db: Database }): Promise<{ items: RoleView[]; permissions: Permission[] }> {
  const rows = await db.prisma.role.findMany({
    orderBy: [{ builtIn: 'desc' }, { name: 'asc' }],
    select: roleSelect,
    take: 1000,
  })
  return { items: rows.map(toView), permissions: [...permissions] }
}

export async function getRole({ db }: { db: Database }, name: string): Promise<RoleView> {
  const row = await db.prisma.role.findFirst({ where: { name }, select: roleSelect })
  if (!row) throw notFound()
  return toView(row)
}
