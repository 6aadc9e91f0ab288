import type { Database } from '@sarvanom/db'
import type { z } from 'zod'
import { type Actor, accessibleDocuments, documentsIn, requireCollection } from '../../access/index.ts'
import { notFound } from '../../errors.ts'
import { after, toPage } from '../../paging.ts'
import type { Page } from '../../shared-schema.ts'
import type { PageSpan } from '../parse/index.ts'
import type { DocumentDetails, DocumentView, listDocumentsInputSchema } from '../schema.ts'
import { documentSelect, toView } from './view.ts'

interface Reads {
  db: Database
}

/** Newest first. @throws DomainError NOT_FOUND */
export async function listDocuments(
  context: Reads,
  actor: Actor,
  { collectionId, status, search, limit, cursor }: z.output<typeof listDocumentsInputSchema>,
): Promise<Page<DocumentView>> {
  const collection = await requireCollection(context, actor, collectionId, 'viewer')
  const words = search?.trim()
  const rows = await context.db.prisma.document.findMany({
    where: {
      AND: [
        documentsIn(actor, collection),
        status ? { status } : {},
        words ? { title: { contains: words, mode: 'insensitive' } } : {},
        after(cursor, 'createdAt'),
      ],
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
    select: documentSelect,
  })
  return toPage(rows, limit, (row) => ({ at: row.createdAt, id: row.id }), toView)
}

/** @throws DomainError NOT_FOUND */
export async function getDocument({ db }: Reads, actor: Actor, id: string): Promise<DocumentDetails> {
  const row = await db.prisma.document.findFirst({
    where: { AND: [{ id }, accessibleDocuments(actor)] },
    select: {
      ...documentSelect,
      collection: { select: { name: true } },
      currentVersion: { select: { id: true, pages: true, warnings: true, chunkCount: true } },
    },
  })
  if (!row) throw notFound()
  const current = row.currentVersion
  return {
    ...toView(row),
    collectionName: row.collection.name,
    chunkCount: current?.chunkCount ?? 0,
    textLength: current ? await textLength(db, current.id) : 0,
    pages: (current?.pages ?? []) as unknown as PageSpan[],
    warnings: current?.warnings ?? [],
  }
}

/** PostgreSQL counts characters, we count UTF-16 units: those beyond the basic plane are two. */
async function textLength(db: Database, versionId: string): Promise<number> {
  const [row] = await db.prisma.$queryRaw<{ length: number }[]>`
    SELECT char_length(text) + char_length(regexp_replace(text, '[\u0001-\uffff]', '', 'g')) AS length
    FROM document_versions WHERE id = ${versionId}`
  return row?.length ?? 0
}
