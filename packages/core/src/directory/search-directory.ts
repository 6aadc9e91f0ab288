import type { Database } from '@sarvanom/db'
import type { z } from 'zod'
import { literally } from '../text/index.ts'
import type { directorySearchSchema } from './schema.ts'

export interface DirectoryView {
  users: { id: string; name: string; email: string }[]
  groups: { id: string; name: string; memberCount: number }[]
}

/** Users and groups to share with, by part of a name or an address; who is disabled is not listed. By name, at most `limit` of each. */
export async function searchDirectory(
  { db }: { db: Database },
  { query, limit }: z.output<typeof directorySearchSchema>,
): Promise<DirectoryView> {
  const contains = { contains: literally(query.trim()), mode: 'insensitive' as const }
  const [users, groups] = await Promise.all([
    db.prisma.user.findMany({
      where: { disabledAt: null, OR: [{ name: contains }, { email: contains }] },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      take: limit,
      select: { id: true, name: true, email: true },
    }),
    db.prisma.group.findMany({
      where: { name: contains },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      take: limit,
      select: { id: true, name: true, _count: { select: { members: true } } },
    }),
  ])
  return { users, groups: groups.map(({ id, name, _count }) => ({ id, name, memberCount: _count.members })) }
}
