import type { Database } from '@sarvanom/db'
import type { UserActor } from '../../access/index.ts'
import { after, toPage } from '../../paging.ts'
import type { Page } from '../../shared-schema.ts'
import { type ApiKeyView, keyColumns, keyView } from './view.ts'

/** The actor's own keys, the newest first; revoked and expired ones too. */
export async function listApiKeys(
  { db }: { db: Database },
  { userId }: UserActor,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<ApiKeyView>> {
  const rows = await db.prisma.apiKey.findMany({
    where: { AND: [{ userId }, after(cursor, 'createdAt')] },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
    select: keyColumns,
  })
  return toPage(rows, limit, ({ createdAt, id }) => ({ at: createdAt, id }), keyView)
}
