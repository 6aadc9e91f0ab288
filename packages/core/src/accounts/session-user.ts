import { Prisma } from '@sarvanom/db'
import { type Permission, permissions } from '../access/index.ts'

/** Who is signed in, as the API tells it. */
export interface SessionUser {
  id: string
  email: string
  emailVerified: boolean
  name: string
  role: string
  permissions: Permission[]
  totpEnabled: boolean
}

export interface UserRow {
  userId: string
  email: string
  emailVerified: boolean
  name: string
  disabled: boolean
  role: string
  permissions: string[]
  totpEnabled: boolean
}

// Every request asks this, so it is one statement: Prisma would send one for each relation.
/** Columns of a `UserRow`; `users` is joined as `u` and `roles` as `r`. */
export const userColumns = Prisma.sql`
  u.id AS "userId", u.email, u.email_verified_at IS NOT NULL AS "emailVerified", u.name,
  u.disabled_at IS NOT NULL AS "disabled", r.name AS "role", r.permissions,
  EXISTS (SELECT 1 FROM totp_secrets t WHERE t.user_id = u.id AND t.confirmed_at IS NOT NULL) AS "totpEnabled"`

const known: ReadonlySet<string> = new Set(permissions)
const isPermission = (name: string): name is Permission => known.has(name)

export const sessionUser = (row: UserRow): SessionUser => ({
  id: row.userId,
  email: row.email,
  emailVerified: row.emailVerified,
  name: row.name,
  role: row.role,
  permissions: row.permissions.filter(isPermission),
  totpEnabled: row.totpEnabled,
})

/** Whether the installation requires a second factor of this user, who has none. */
export const lacksSecondFactor = (
  { role, totpEnabled }: Pick<SessionUser, 'role' | 'totpEnabled'>,
  { totpForAdministrators }: { totpForAdministrators: boolean },
) => totpForAdministrators && role === 'administrator' && !totpEnabled
