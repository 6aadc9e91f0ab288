import type { Database } from '@sarvanom/db'
import type { Adapter, DatabaseSession } from 'lucia'
import { tokenHash } from '../secrets/index.ts'
import { findSession, type SessionRow } from './live-session.ts'
import { newSessionTimes, type SessionLimits, sessionEnd } from './session-rule.ts'

export interface SessionAdapterOptions {
  db: Database
  clock: () => Date
  /** As set at this moment. */
  limits: () => Promise<SessionLimits>
}

/**
 * Lucia's storage on our tables. Only the SHA-256 of a session id is stored (the id has 200 random bits, so no salt is
 * needed); a disabled user has no valid session.
 *
 * Lucia has one fixed period and reads the machine's clock. Ours are settings and the clock is given, so the dates are
 * settled here: those that lucia proposes are not used, and those that it compares with `Date.now()` are moved by the
 * difference of the two clocks.
 */
export function sessionAdapter({ db, clock, limits }: SessionAdapterOptions): Adapter {
  const { session } = db.prisma
  const onLuciasClock = (date: Date) => new Date(date.getTime() - clock().getTime() + Date.now())
  return {
    async getSessionAndUser(sessionId) {
      const row = await findSession(db.prisma, { idHash: tokenHash(sessionId) })
      // What an access token belongs to is not opened by any cookie.
      if (!row || row.disabled || row.kind !== 'browser') return [null, null]
      const expiresAt = onLuciasClock(sessionEnd(row, await limits()))
      return [
        { id: sessionId, userId: row.userId, expiresAt, attributes: { row } },
        { id: row.userId, attributes: {} },
      ]
    },
    async getUserSessions(userId) {
      const rows = await session.findMany({ where: { userId }, select: { idHash: true, expiresAt: true } })
      return rows.map(
        ({ idHash, expiresAt }): DatabaseSession => ({
          id: idHash,
          userId,
          expiresAt: onLuciasClock(expiresAt),
          attributes: {},
        }),
      )
    },
    async setSession({ id, userId, attributes: { userAgent = null, address = null } }) {
      const now = clock()
      await session.create({
        data: {
          idHash: tokenHash(id),
          userId,
          createdAt: now,
          lastUsedAt: now,
          ...newSessionTimes(now, await limits()),
          userAgent,
          address,
        },
        select: { id: true },
      })
    },
    // A use moves the date, in `noteUse`.
    async updateSessionExpiration() {},
    async deleteSession(sessionId) {
      await session.deleteMany({ where: { idHash: tokenHash(sessionId) } })
    },
    async deleteUserSessions(userId) {
      await session.deleteMany({ where: { userId } })
    },
    async deleteExpiredSessions() {
      await session.deleteMany({ where: { expiresAt: { lte: clock() } } })
    },
  }
}

export interface SessionAttributes {
  userAgent?: string
  address?: string
  /** What was found, for whoever asked lucia. */
  row?: SessionRow
}
