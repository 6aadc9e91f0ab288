import type { Database } from '@sarvanom/db'

const keptDays = 14
/** Of all servers together. */
const keptRows = 20_000

/** Keeps the table to two weeks and to a number of rows that can be searched in a moment. */
export async function deleteOldLogs(
  { db, clock }: { db: Pick<Database, 'prisma'>; clock: () => Date },
  most = keptRows,
): Promise<void> {
  const oldest = new Date(clock().getTime() - keptDays * 86_400_000)
  await db.prisma.logEntry.deleteMany({ where: { at: { lt: oldest } } })
  const [last] = await db.prisma.logEntry.findMany({
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    skip: most,
    take: 1,
    select: { at: true },
  })
  // Those of the same millisecond go as well; nobody misses them.
  if (last) await db.prisma.logEntry.deleteMany({ where: { at: { lte: last.at } } })
}
