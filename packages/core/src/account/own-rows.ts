import type { Database } from '@sarvanom/db'
import { type AuditEventView, everyEvent } from '../audit/index.ts'
import { everyRow, olderThan } from '../paging.ts'

// Rows of the account tables that are about one user, without what opens anything: no hash leaves the server.

const portion = 200

interface Dated {
  id: string
  createdAt: Date
}
const beyond = (last: Dated | undefined) => olderThan(last && { at: last.createdAt, id: last.id }, 'createdAt')
const newestFirst = [{ createdAt: 'desc' as const }, { id: 'desc' as const }]

export const everySession = ({ db }: { db: Database }, userId: string) =>
  everyRow(portion, (last: Dated | undefined) =>
    db.prisma.session.findMany({
      where: { AND: [{ userId }, beyond(last)] },
      orderBy: newestFirst,
      take: portion,
      select: {
        id: true,
        kind: true,
        userAgent: true,
        address: true,
        createdAt: true,
        lastUsedAt: true,
        expiresAt: true,
      },
    }),
  )

export const everyKey = ({ db }: { db: Database }, userId: string) =>
  everyRow(portion, (last: Dated | undefined) =>
    db.prisma.apiKey.findMany({
      where: { AND: [{ userId }, beyond(last)] },
      orderBy: newestFirst,
      take: portion,
      select: {
        id: true,
        name: true,
        prefix: true,
        scopes: true,
        createdAt: true,
        expiresAt: true,
        lastUsedAt: true,
        lastAddress: true,
        revokedAt: true,
      },
    }),
  )

export const everyThread = ({ db }: { db: Database }, userId: string) =>
  everyRow(portion, (last: Dated | undefined) =>
    db.prisma.thread.findMany({
      where: { AND: [{ userId }, beyond(last)] },
      orderBy: newestFirst,
      take: portion,
      select: { id: true, title: true, createdAt: true, updatedAt: true },
    }),
  )

export const everyAgent = ({ db }: { db: Database }, userId: string) =>
  everyRow(portion, (last: Dated | undefined) =>
    db.prisma.agent.findMany({
      where: { AND: [{ ownerId: userId }, beyond(last)] },
      orderBy: newestFirst,
      take: portion,
      select: {
        id: true,
        name: true,
        description: true,
        instructions: true,
        mode: true,
        collectionIds: true,
        allCollections: true,
        createdAt: true,
        updatedAt: true,
      },
    }),
  )

export const everySearch = ({ db }: { db: Database }, userId: string) =>
  everyRow(portion, (last: { id: string; at: Date } | undefined) =>
    db.prisma.search.findMany({
      where: { AND: [{ userId }, olderThan(last, 'at')] },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      take: portion,
      select: { id: true, at: true, query: true, collectionIds: true, hits: true, tookMs: true, failedLanes: true },
    }),
  )

/** Collections shared with the user by name; what comes through a group is the group's. */
export const everyMembership = ({ db }: { db: Database }, userId: string) =>
  everyRow(portion, (last: { collectionId: string } | undefined) =>
    db.prisma.collectionMember.findMany({
      where: { userId, ...(last ? { collectionId: { gt: last.collectionId } } : {}) },
      orderBy: { collectionId: 'asc' },
      take: portion,
      select: { collectionId: true, level: true, createdAt: true, collection: { select: { name: true } } },
    }),
  )

export const everyGroup = ({ db }: { db: Database }, userId: string) =>
  everyRow(portion, (last: { groupId: string } | undefined) =>
    db.prisma.groupMember.findMany({
      where: { userId, ...(last ? { groupId: { gt: last.groupId } } : {}) },
      orderBy: { groupId: 'asc' },
      take: portion,
      select: { groupId: true, createdAt: true, group: { select: { name: true } } },
    }),
  )

/** What the user did, and what was done to the account: of the latter not by whom and from where, which is theirs. */
export async function* everyEventAbout(
  context: { db: Database },
  userId: string,
): AsyncGenerator<AuditEventView, void, undefined> {
  yield* everyEvent(context, { actorId: userId })
  for await (const event of everyEvent(context, { targetType: 'user', targetId: userId })) {
    if (event.actor?.id !== userId) yield { ...event, actor: null, address: null }
  }
}
