import type { Database } from '@sarvanom/db'
import type { z } from 'zod'
import { type Actor, accessibleDocuments } from '../../access/index.ts'
import { notFound } from '../../errors.ts'
import type { Page } from '../../shared-schema.ts'
import type { Block, PageSpan } from '../parse/index.ts'
import type { ChunkView, DocumentText, documentTextInputSchema, listChunksInputSchema } from '../schema.ts'

interface Reads {
  db: Database
}

/** What one answer carries at most; a reader asks for the next range where there is more. */
const MOST = 500_000

/**
 * A range of a document's text with its structure, for the reader. With `chunkId` it is the version which that chunk
 * belongs to, so that a citation opens what it was made from.
 *
 * @throws DomainError NOT_FOUND also while no version can be read yet
 */
export async function getDocumentText(
  { db }: Reads,
  actor: Actor,
  { id, chunkId, start, end }: z.output<typeof documentTextInputSchema>,
): Promise<DocumentText> {
  const version = await db.prisma.documentVersion.findFirst({
    where: {
      document: { AND: [{ id }, accessibleDocuments(actor)] },
      ...(chunkId === undefined ? { currentOf: { id } } : { chunks: { some: { id: chunkId } } }),
    },
    select: { id: true, text: true, pages: true, blocks: true },
  })
  if (!version || version.text === null) throw notFound()
  const { text } = version
  const from = boundary(text, Math.min(start, text.length))
  const to = boundary(text, Math.min(Math.max(end ?? text.length, from), from + MOST, text.length))
  const touches = (span: { start: number; end: number }) => span.end >= from && span.start <= to
  return {
    documentId: id,
    versionId: version.id,
    start: from,
    end: to,
    length: text.length,
    text: text.slice(from, to),
    pages: version.pages as unknown as PageSpan[],
    blocks: (version.blocks as unknown as Block[]).filter(touches),
  }
}

/** Never between the halves of a surrogate pair: JSON would carry two broken characters. */
function boundary(text: string, at: number): number {
  const low = text.charCodeAt(at)
  return low >= 0xdc00 && low <= 0xdfff && at > 0 ? at - 1 : at
}

/** The chunks of the current version, in the order of the text. @throws DomainError NOT_FOUND */
export async function listChunks(
  { db }: Reads,
  actor: Actor,
  { documentId, limit, cursor }: z.output<typeof listChunksInputSchema>,
): Promise<Page<ChunkView>> {
  const document = await db.prisma.document.findFirst({
    where: { AND: [{ id: documentId }, accessibleDocuments(actor)] },
    select: { currentVersionId: true },
  })
  if (!document) throw notFound()
  const last = /^\d{1,9}$/.test(cursor ?? '') ? Number(cursor) : -1
  const rows = await db.prisma.chunk.findMany({
    where: { documentId, versionId: document.currentVersionId ?? '', ordinal: { gt: last } },
    orderBy: { ordinal: 'asc' },
    take: limit + 1,
    select: { id: true, ordinal: true, page: true, start: true, end: true, text: true, headings: true, language: true },
  })
  const items = rows.slice(0, limit)
  const nextCursor = items.at(-1)?.ordinal
  return rows.length > limit && nextCursor !== undefined ? { items, nextCursor: String(nextCursor) } : { items }
}
