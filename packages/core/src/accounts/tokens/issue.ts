import type { Database, Prisma } from '@sarvanom/db'
import { randomToken, tokenHash } from '../../secrets/index.ts'
import { newSessionTimes, type SessionLimits } from '../session-rule.ts'
import { type Caller, deviceOf } from '../sessions.ts'
import { clientHash } from './client-hash.ts'
import { newRefreshToken } from './refresh-token.ts'

interface Options {
  db: Database
  now: Date
  limits: SessionLimits
}

/** A new session for a program, with the first refresh token of its family; both or none. */
export async function createTokenSession(
  { db, now, limits }: Options,
  userId: string,
  caller: Pick<Caller, 'userAgent' | 'address'>,
): Promise<{ sessionId: string; refreshToken: string }> {
  const refreshToken = newRefreshToken()
  const times = newSessionTimes(now, limits)
  const { id: sessionId } = await db.prisma.session.create({
    data: {
      // Nobody learns this id: no cookie opens the session.
      idHash: tokenHash(randomToken()),
      kind: 'token',
      userId,
      createdAt: now,
      lastUsedAt: now,
      ...times,
      ...deviceOf(caller),
      refreshTokens: {
        create: storedToken(refreshToken, { now, expiresAt: times.expiresAt, client: clientHash(caller) }),
      },
    },
    select: { id: true },
  })
  return { sessionId, refreshToken }
}

/** The row of a refresh token, without its session. */
export const storedToken = (
  token: string,
  { now, expiresAt, client }: { now: Date; expiresAt: Date; client: string },
): Omit<Prisma.RefreshTokenUncheckedCreateInput, 'sessionId'> => ({
  tokenHash: tokenHash(token),
  clientHash: client,
  createdAt: now,
  expiresAt,
})
