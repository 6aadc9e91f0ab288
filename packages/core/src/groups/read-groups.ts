import { notFound } from '../errors.ts'
import { after, toPage } from '../paging.ts'
import type { Page } from '../shared-schema.ts'
import { type GroupsContext, type GroupView, groupSelect, toView } from './view.ts'

/** Newest first. */
export async function listGroups(
  { db }: GroupsContext,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<GroupView>> {
  const rows = await db.prisma.group.findMany({
    where: after(cursor, 'createdAt'),
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
    select: groupSelect,
  })
  return toPage(rows, limit, (row) => ({ at: row.createdAt, id: row.id }), toView)
}

/** @throws DomainError NOT_FOUND */
export async function getGroup({ db }: GroupsContext, id: string): Promise<GroupView> {
  const row = await db.prisma.group.findFirst({ where: { id }, select: groupSelect })
  if (!row) throw notFound()
  return toView(row)
}
