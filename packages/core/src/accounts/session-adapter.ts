import { createHash } from 'node:crypto'
import type { Database } from '@sarvanom/db'
import type { Adapter, DatabaseSession } from 'lucia'

/** Idle limit of a session; it moves with use. */
export const idleDays = 14
/** Absolute limit of a session; it never moves. */
export const absoluteDays = 60

const day = 86_400_000
const hashed = (sessionId: string) => createHash('sha256').update(sessionId).digest('hex')
const selected = {
  idHash: true,
  userId: true,
  expiresAt: true,
  user: {
    select: {
      id: true,
      email: true,
      name: true,
      disabledAt: true,
      role: { select: { name: true, permissions: true } },
    },
  },
} as const

export interface SessionUserAttributes {
  email: string
  name: string
  role: string
  permissions: string[]
}

/**
 * Lucia's storage on our tables. Only the SHA-256 of a session id is stored (the id has 200 random bits, so
 * no salt is needed); a disabled user has no valid session.
 */
export function sessionAdapter({ db, clock }: { db: Database; clock: () => Date }): Adapter {
  const { session } = db.prisma
  return {
    async getSessionAndUser(sessionId) {
      const found = await session.findUnique({ where: { idHash: hashed(sessionId) }, select: selected })
      if (!found || found.user.disabledAt) return [null, null]
      const { id, email, name, role } = found.user
      return [
        { id: sessionId, userId: found.userId, expiresAt: found.expiresAt, attributes: {} },
        { id, attributes: { email, name, role: role.name, permissions: role.permissions } },
      ]
    },
    async getUserSessions(userId) {
      const rows = await session.findMany({
        where: { userId },
        select: { idHash: true, userId: true, expiresAt: true },
      })
      return rows.map(
        (row): DatabaseSession => ({ id: row.idHash, userId: row.userId, expiresAt: row.expiresAt, attributes: {} }),
      )
    },
    async setSession({ id, userId, expiresAt, attributes }) {
      const endsAt = new Date(clock().getTime() + absoluteDays * day)
      await session.create({
        data: { idHash: hashed(id), userId, expiresAt, endsAt, userAgent: attributes.userAgent ?? null },
      })
    },
    async updateSessionExpiration(sessionId, expiresAt) {
      await db.prisma
        .$executeRaw`UPDATE sessions SET expires_at = LEAST(${expiresAt}::timestamptz, ends_at) WHERE id_hash = ${hashed(sessionId)}`
    },
    async deleteSession(sessionId) {
      await session.deleteMany({ where: { idHash: hashed(sessionId) } })
    },
    async deleteUserSessions(userId) {
      await session.deleteMany({ where: { userId } })
    },
    async deleteExpiredSessions() {
      await session.deleteMany({ where: { expiresAt: { lte: clock() } } })
    },
  }
}
