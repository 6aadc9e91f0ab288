import type { Database, Prisma } from '@sarvanom/db'
import type { z } from 'zod'
import { notFound } from '../errors.ts'
import { after, toPage } from '../paging.ts'
import type { Page } from '../shared-schema.ts'
import { literally } from '../text/index.ts'
import type { listUsersSchema } from './schema.ts'
import { lastUses, toUserView, type UserView, userSelect } from './view.ts'

function matching({ search, status }: Pick<z.infer<typeof listUsersSchema>, 'search' | 'status'>) {
  const wanted = search?.trim()
  const contains = { contains: literally(wanted ?? ''), mode: 'insensitive' as const }
  return {
    ...(wanted ? { OR: [{ name: contains }, { email: contains }] } : {}),
    ...(status === undefined ? {} : { disabledAt: status === 'disabled' ? { not: null } : null }),
  } satisfies Prisma.UserWhereInput
}

/** Newest first. */
export async function listUsers(
  context: { db: Database },
  { limit, cursor, ...filter }: z.infer<typeof listUsersSchema>,
): Promise<Page<UserView>> {
  const rows = await context.db.prisma.user.findMany({
    where: { AND: [matching(filter), after(cursor, 'createdAt')] },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
    select: userSelect,
  })
  const used = await lastUses(
    context,
    rows.map((row) => row.id),
  )
  return toPage(
    rows,
    limit,
    (row) => ({ at: row.createdAt, id: row.id }),
    (row) => toUserView(row, used.get(row.id)),
  )
}

export async function getUser(context: { db: Database }, id: string): Promise<UserView> {
  const row = await context.db.prisma.user.findFirst({ where: { id }, select: userSelect })
  if (!row) throw notFound()
  return toUserView(row, (await lastUses(context, [id])).get(id))
}
