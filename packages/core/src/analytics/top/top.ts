import { accessibleDocuments, searchScope, type UserActor } from '../../access/index.ts'
import { type AnalyticsContext, scopeOf } from '../context.ts'
import { type Period, resolvePeriod, wholePeriod } from '../period.ts'
import { mayReadAll, needsPermission, type Reach, reachOf } from '../reach.ts'
import type { AnalyticsFilter, AnalyticsTop, TopItem, TopList } from '../schema.ts'
import { inSnapshot } from '../snapshot.ts'
import { topAgents } from './agents.ts'
import { documentUses } from './documents.ts'
import { topModels } from './models.ts'
import { topPeople } from './people.ts'
import { unusedDocuments } from './unused-documents.ts'

/**
 * One ranked list.
 *
 * @throws DomainError FORBIDDEN for people without the permission, and as `reachOf` and `resolvePeriod`
 */
export async function analyticsTop(
  context: AnalyticsContext,
  actor: UserActor,
  { list, limit, ...filter }: AnalyticsFilter & { list: TopList; limit: number },
): Promise<AnalyticsTop> {
  const period = resolvePeriod(filter, context.clock())
  const reach = await reachOf(context, actor, filter)
  const items = await topItems(context, actor, { list, limit, reach, period })
  return { ...(await scopeOf(context, reach, period)), list, items }
}

interface Wanted {
  list: TopList
  /** Undefined: all of them. */
  limit: number | undefined
  reach: Reach
  period: Period
}

export async function topItems(
  context: AnalyticsContext,
  actor: UserActor,
  { list, limit, reach, period }: Wanted,
): Promise<TopItem[]> {
  const parts = wholePeriod(period)
  switch (list) {
    case 'documents': {
      const uses = await inSnapshot(context, (read) => documentUses(read, reach, parts, limit))
      const readable = await readableAmong(
        context,
        actor,
        uses.map(({ documentId }) => documentId),
      )
      return uses.map((one) => ({ list, ...one, title: readable.has(one.documentId) ? one.title : null }))
    }
    case 'unused-documents': {
      const items: TopItem[] = []
      for await (const item of unusedPages(context, actor, { limit, reach, period })) items.push(item)
      return items
    }
    case 'agents':
      return (await inSnapshot(context, (read) => topAgents(read, reach, parts))).slice(0, limit)
    case 'models': {
      const { models } = await context.settings.get()
      return (await inSnapshot(context, (read) => topModels(read, reach, parts, models))).slice(0, limit)
    }
    case 'people': {
      if (!mayReadAll(actor)) throw needsPermission()
      return await inSnapshot(context, (read) => topPeople(read, reach, parts, limit))
    }
  }
}

const portion = 1000

/** Those of the documents whose titles the caller may see. */
async function readableAmong({ db }: AnalyticsContext, actor: UserActor, ids: string[]): Promise<Set<string>> {
  const found = new Set<string>()
  for (let at = 0; at < ids.length; at += portion) {
    const where = { AND: [{ id: { in: ids.slice(at, at + portion) } }, accessibleDocuments(actor)] }
    for (const { id } of await db.prisma.document.findMany({ where, select: { id: true } })) found.add(id)
  }
  return found
}

/** Documents that nothing cites, of those that the caller may read; a portion at a time is in memory. */
export async function* unusedPages(
  context: AnalyticsContext,
  actor: UserActor,
  { limit = Number.POSITIVE_INFINITY, reach, period }: Omit<Wanted, 'list'>,
): AsyncGenerator<TopItem, void, undefined> {
  const scope = await searchScope(context, actor, reach.collectionId === '' ? undefined : [reach.collectionId])
  let after: { at: Date; id: string } | undefined
  for (let left = limit; left > 0; ) {
    const size = Math.min(left, portion)
    const rows = await inSnapshot(context, (read) =>
      unusedDocuments(read, reach, wholePeriod(period), scope, { limit: size, after }),
    )
    for (const row of rows) yield { list: 'unused-documents', ...row, addedAt: row.addedAt.toISOString() }
    const last = rows.at(-1)
    if (!last || rows.length < size) return
    after = { at: last.addedAt, id: last.documentId }
    left -= rows.length
  }
}
