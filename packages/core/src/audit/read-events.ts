import type { AuditResult, Database, Prisma } from '@sarvanom/db'
import { after, everyRow, olderThan, type Position, toPage } from '../paging.ts'
import type { Page } from '../shared-schema.ts'
import type { AuditFilter } from './schema.ts'

export interface AuditEventView {
  id: string
  at: string
  /** Null where nobody was signed in; without name and address once the account is gone. */
  actor: { id: string; name: string | null; email: string | null } | null
  action: string
  target: { type: string; id: string } | null
  result: AuditResult
  address: string | null
  detail: Prisma.JsonValue
}

const eventSelect = {
  id: true,
  at: true,
  actorId: true,
  action: true,
  targetType: true,
  targetId: true,
  result: true,
  address: true,
  detail: true,
} as const satisfies Prisma.AuditEventSelect
type EventRow = Prisma.AuditEventGetPayload<{ select: typeof eventSelect }>

function matching({ from, to, ...exact }: AuditFilter): Prisma.AuditEventWhereInput {
  const period = { ...(from === undefined ? {} : { gte: from }), ...(to === undefined ? {} : { lt: to }) }
  const given = Object.entries(exact).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries(given), at: period }
}

type Named = EventRow & { person: { id: string; name: string; email: string } | undefined }

/** Up to `limit` events, newest first, and the names of their actors in one further query. */
async function readEvents(
  { db }: { db: Database },
  where: Prisma.AuditEventWhereInput,
  limit: number,
): Promise<Named[]> {
  const rows = await db.prisma.auditEvent.findMany({
    where,
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: limit,
    select: eventSelect,
  })
  const people = await db.prisma.user.findMany({
    where: { id: { in: [...new Set(rows.flatMap((row) => row.actorId ?? []))] } },
    select: { id: true, name: true, email: true },
  })
  const known = new Map(people.map((one) => [one.id, one]))
  return rows.map((row) => ({ ...row, person: known.get(row.actorId ?? '') }))
}

const toView = ({ actorId, person, targetType, targetId, at, ...event }: Named): AuditEventView => ({
  ...event,
  at: at.toISOString(),
  actor: actorId === null ? null : (person ?? { id: actorId, name: null, email: null }),
  target: targetType === null || targetId === null ? null : { type: targetType, id: targetId },
})

/** Newest first. */
export async function listAudit(
  context: { db: Database },
  { limit, cursor, ...filter }: AuditFilter & { limit: number; cursor?: string | undefined },
): Promise<Page<AuditEventView>> {
  const rows = await readEvents(context, { AND: [matching(filter), after(cursor, 'at')] }, limit + 1)
  return toPage(rows, limit, (row) => row, toView)
}

const portion = 500

/** Every event that matches and is older than `before`, newest first; a portion at a time is in memory. */
export async function* everyEvent(
  context: { db: Database },
  filter: AuditFilter,
  before?: Position,
): AsyncGenerator<AuditEventView, void, undefined> {
  const rows = everyRow<Named>(portion, (last) =>
    readEvents(context, { AND: [matching(filter), olderThan(last ?? before, 'at')] }, portion),
  )
  for await (const row of rows) yield toView(row)
}
