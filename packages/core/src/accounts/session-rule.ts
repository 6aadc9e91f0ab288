export interface SessionLimits {
  /** Days without use after which a session ends. */
  sessionIdleDays: number
  /** Days after which it ends, however much it is used. */
  sessionAbsoluteDays: number
}

export interface SessionTimes {
  createdAt: Date
  lastUsedAt: Date
  /** As was settled at the last use. */
  expiresAt: Date
}

const day = 86_400_000
const minute = 60_000

/** The two dates of a session that begins now. */
export function newSessionTimes(now: Date, limits: SessionLimits): { expiresAt: Date; endsAt: Date } {
  const endsAt = now.getTime() + limits.sessionAbsoluteDays * day
  return { endsAt: new Date(endsAt), expiresAt: extended(now, new Date(endsAt), limits) }
}

/** Until when a session lives that is used now. */
export const extended = (now: Date, endsAt: Date, { sessionIdleDays }: SessionLimits) =>
  new Date(Math.min(now.getTime() + sessionIdleDays * day, endsAt.getTime()))

/**
 * When a session ends if it is not used again. Limits that were made stricter hold for sessions that exist; looser ones
 * only from the next use on, and the absolute one for new sessions.
 */
export const sessionEnd = ({ createdAt, lastUsedAt, expiresAt }: SessionTimes, limits: SessionLimits) =>
  new Date(
    Math.min(
      expiresAt.getTime(),
      lastUsedAt.getTime() + limits.sessionIdleDays * day,
      createdAt.getTime() + limits.sessionAbsoluteDays * day,
    ),
  )

/** Whether a use is written down: at most once a minute, or every request would be a write. */
export const isWorthNoting = (lastUsedAt: Date | null, now: Date) =>
  lastUsedAt === null || now.getTime() - lastUsedAt.getTime() >= minute
