import type { Database, Prisma } from '@sarvanom/db'

/** A user, as who manages users sees it. */
export interface UserView {
  id: string
  email: string
  emailVerified: boolean
  name: string
  role: string
  disabled: boolean
  totpEnabled: boolean
  createdAt: string
  /** Of any session or API key that there still is. */
  lastUsedAt: string | null
}

export const userSelect = {
  id: true,
  email: true,
  emailVerifiedAt: true,
  name: true,
  roleName: true,
  disabledAt: true,
  createdAt: true,
  totp: { select: { confirmedAt: true } },
} as const satisfies Prisma.UserSelect

type UserRow = Prisma.UserGetPayload<{ select: typeof userSelect }>

export const toUserView = (row: UserRow, lastUsedAt: Date | undefined): UserView => ({
  id: row.id,
  email: row.email,
  emailVerified: row.emailVerifiedAt !== null,
  name: row.name,
  role: row.roleName,
  disabled: row.disabledAt !== null,
  totpEnabled: row.totp?.confirmedAt != null,
  createdAt: row.createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
})

/** When each of the users last used a session or a key, in two queries. */
export async function lastUses({ db }: { db: Database }, userIds: readonly string[]): Promise<Map<string, Date>> {
  const userId = { in: [...userIds] }
  const [sessions, keys] = await Promise.all([
    db.prisma.session.groupBy({ by: ['userId'], where: { userId }, _max: { lastUsedAt: true } }),
    db.prisma.apiKey.groupBy({ by: ['userId'], where: { userId }, _max: { lastUsedAt: true } }),
  ])
  const last = new Map<string, Date>()
  for (const { userId: id, _max } of [...sessions, ...keys]) {
    const before = last.get(id)
    if (_max.lastUsedAt && (!before || before < _max.lastUsedAt)) last.set(id, _max.lastUsedAt)
  }
  return last
}
