import { type Database, inTransaction, type Transaction } from '@sarvanom/db'
import { recordAudit } from '../../audit/index.ts'
import { type SecretBox, tokenHash } from '../../secrets/index.ts'
import { findSession, isLive, type SessionRow } from '../live-session.ts'
import { extended, type SessionLimits } from '../session-rule.ts'
import type { Caller } from '../sessions.ts'
import { clientHash } from './client-hash.ts'
import { storedToken } from './issue.ts'
import { decideRefresh } from './refresh-decision.ts'
import { isRefreshToken, successorOf } from './refresh-token.ts'

interface Context {
  db: Database
  clock: () => Date
  secretBox: Pick<SecretBox, 'derive'>
}

interface Request {
  token: string
  caller: Pick<Caller, 'userAgent' | 'address'>
  limits: SessionLimits
}

/**
 * Spends a refresh token and gives its successor. Everything happens in one transaction that holds the session's row:
 * many requests at once come one after the other, and after a crash there is one live end of the chain or the old one.
 *
 * @returns undefined for a token that is worth nothing; one that was spent before ends its session and is audited
 */
export async function rotateRefreshToken(
  context: Context,
  request: Request,
): Promise<{ userId: string; sessionId: string; refreshToken: string } | undefined> {
  if (!isRefreshToken(request.token)) return undefined
  const refreshToken = successorOf(request.token, context.secretBox)
  // The successor is computed: doing it again after an answer was lost gives the same one.
  const session = await inTransaction(context.db, (tx) => rotate(tx, context.clock, { ...request, refreshToken }), {
    idempotent: true,
  })
  return session && { userId: session.userId, sessionId: session.id, refreshToken }
}

async function rotate(
  tx: Transaction,
  clock: () => Date,
  { token, caller, limits, refreshToken }: Request & { refreshToken: string },
): Promise<SessionRow | undefined> {
  const hash = tokenHash(token)
  const [locked] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM sessions WHERE id = (SELECT session_id FROM refresh_tokens WHERE token_hash = ${hash}) FOR UPDATE`
  if (!locked) return undefined
  const session = await findSession(tx, locked)
  const known = await tx.refreshToken.findFirst({
    where: { tokenHash: hash },
    select: { expiresAt: true, spentAt: true, clientHash: true },
  })
  const now = clock()
  if (!session || !known || !isLive(session, limits, now)) return undefined
  const client = clientHash(caller)
  switch (decideRefresh(known, { now, clientHash: client })) {
    case 'expired':
      return undefined
    case 'repeat':
      return session
    case 'reuse':
      await endFamily(tx, session, caller)
      return undefined
    case 'rotate': {
      const expiresAt = extended(now, session.endsAt, limits)
      await tx.refreshToken.updateMany({ where: { tokenHash: hash }, data: { spentAt: now, clientHash: client } })
      await tx.refreshToken.create({
        data: { ...storedToken(refreshToken, { now, expiresAt, client }), sessionId: session.id },
        select: { tokenHash: true },
      })
      const { address } = caller
      const place = address === undefined ? {} : { address: address.slice(0, 100) }
      await tx.session.updateMany({ where: { id: session.id }, data: { lastUsedAt: now, expiresAt, ...place } })
      return session
    }
  }
}

// The session's end takes its refresh tokens along, and its access tokens are asked for it at every use.
async function endFamily(tx: Transaction, { id, userId }: SessionRow, { address }: Pick<Caller, 'address'>) {
  await tx.session.deleteMany({ where: { id } })
  await recordAudit(tx, {
    actorId: userId,
    action: 'auth.refresh',
    target: ['session', id],
    result: 'denied',
    detail: { reason: 'a spent refresh token was used again; the session was ended' },
    ...(address === undefined ? {} : { address }),
  })
}
