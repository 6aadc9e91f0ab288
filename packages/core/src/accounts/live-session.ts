import { type Database, Prisma, type SessionKind } from '@sarvanom/db'
import { extended, isWorthNoting, type SessionLimits, sessionEnd } from './session-rule.ts'
import { type UserRow, userColumns } from './session-user.ts'

export interface SessionRow extends UserRow {
  /** `sessions.id`: opens nothing. */
  id: string
  kind: SessionKind
  createdAt: Date
  lastUsedAt: Date
  expiresAt: Date
  endsAt: Date
}

/** The session of that public id, or of that hash of a cookie's id, as it is in the database; of whatever age and user. */
export async function findSession(
  prisma: Prisma.TransactionClient,
  by: { id: string } | { idHash: string },
): Promise<SessionRow | undefined> {
  const where = 'id' in by ? Prisma.sql`s.id = ${by.id}` : Prisma.sql`s.id_hash = ${by.idHash}`
  const [row] = await prisma.$queryRaw<SessionRow[]>`
    SELECT s.id, s.kind, s.created_at AS "createdAt", s.last_used_at AS "lastUsedAt", s.expires_at AS "expiresAt",
      s.ends_at AS "endsAt", ${userColumns}
    FROM sessions s JOIN users u ON u.id = s.user_id JOIN roles r ON r.name = u.role_name
    WHERE ${where}`
  return row
}

/** Whether the session may still be used: within its limits, by a user who is not disabled. */
export const isLive = (session: SessionRow, limits: SessionLimits, now: Date) =>
  !session.disabled && now < sessionEnd(session, limits)

/** Writes down that a session was used, and from where, which moves its idle limit; at most once a minute. */
export async function noteUse(
  { db }: { db: Database },
  session: SessionRow,
  { now, limits, address }: { now: Date; limits: SessionLimits; address: string | undefined },
): Promise<void> {
  if (!isWorthNoting(session.lastUsedAt, now)) return
  await db.prisma.session.updateMany({
    // of several requests at once one writes
    where: { id: session.id, lastUsedAt: session.lastUsedAt },
    data: {
      lastUsedAt: now,
      expiresAt: extended(now, session.endsAt, limits),
      ...(address === undefined ? {} : { address }),
    },
  })
}
