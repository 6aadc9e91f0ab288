import { type Database, inTransaction, type Prisma, type SessionKind } from '@sarvanom/db'
import type { UserActor } from '../access/index.ts'
import { recordAudit } from '../audit/index.ts'
import { notFound } from '../errors.ts'
import { sessionEnd } from './session-rule.ts'
import type { Sessions } from './sessions.ts'

export interface SessionView {
  id: string
  kind: SessionKind
  /** The one that asks. */
  current: boolean
  userAgent: string | null
  /** Of the last use. */
  address: string | null
  createdAt: string
  lastUsedAt: string
  /** When it ends if it is not used again. */
  expiresAt: string
}

interface Context {
  db: Database
  clock: () => Date
  sessions: Pick<Sessions, 'rules'>
}

const mostListed = 200

/** A user's sessions that can still be used, the last used first (at most 200). */
export async function listSessions(
  { db, clock, sessions }: Context,
  userId: string,
  currentId?: string,
): Promise<{ items: SessionView[] }> {
  const [now, limits] = [clock(), await sessions.rules()]
  const rows = await db.prisma.session.findMany({
    where: { userId, expiresAt: { gt: now } },
    orderBy: [{ lastUsedAt: 'desc' }, { id: 'desc' }],
    take: mostListed,
    select: {
      id: true,
      kind: true,
      userAgent: true,
      address: true,
      createdAt: true,
      lastUsedAt: true,
      expiresAt: true,
    },
  })
  const items = rows.map((row) => ({
    ...row,
    current: row.id === currentId,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt.toISOString(),
    expiresAt: sessionEnd(row, limits).toISOString(),
  }))
  return { items: items.filter(({ expiresAt }) => expiresAt > now.toISOString()) }
}

/**
 * Ends a user's sessions, and with them their refresh and access tokens: all, all but one, or one. For a transaction
 * pass `{ db: { prisma: tx } }`. Who ends others' sessions audits it.
 *
 * @returns how many there were
 */
export async function endSessions(
  { db }: { db: { prisma: Prisma.TransactionClient } },
  { userId, except, id }: { userId: string; except?: string | undefined; id?: string | undefined },
): Promise<number> {
  const which = { ...(id === undefined ? {} : { equals: id }), ...(except === undefined ? {} : { not: except }) }
  const { count } = await db.prisma.session.deleteMany({ where: { userId, id: which } })
  return count
}

/** Ends one session of one's own. @throws DomainError NOT_FOUND */
export async function revokeSession(
  { db }: { db: Database },
  actor: UserActor,
  id: string,
  from: { address?: string },
): Promise<{ id: string }> {
  await inTransaction(db, async (tx) => {
    if ((await endSessions({ db: { prisma: tx } }, { userId: actor.userId, id })) === 0) throw notFound()
    await recordAudit(tx, {
      actorId: actor.userId,
      action: 'auth.sessions.revoke',
      target: ['session', id],
      ...from,
    })
  })
  return { id }
}

/** Signs out everywhere but here. */
export async function revokeOtherSessions(
  { db }: { db: Database },
  actor: UserActor,
  from: { address?: string },
): Promise<{ count: number }> {
  return await inTransaction(db, async (tx) => {
    const count = await endSessions({ db: { prisma: tx } }, { userId: actor.userId, except: actor.sessionId })
    await recordAudit(tx, {
      actorId: actor.userId,
      action: 'auth.sessions.revokeOthers',
      target: ['user', actor.userId],
      detail: { count },
      ...from,
    })
    return { count }
  })
}
