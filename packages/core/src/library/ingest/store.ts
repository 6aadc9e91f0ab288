import { createHash } from 'node:crypto'
import { type DocumentStatus, inTransaction, type Prisma } from '@sarvanom/db'
import type { IndexableChunk } from '../../retrieval/index.ts'
import { cleanTitle } from '../add/names.ts'
import type { LibraryContext } from '../context.ts'
import type { ProcessedDocument } from '../parse/index.ts'
import type { OpenVersion } from './load.ts'

/** Chunks read at once. */
const ROWS = 2_000
/** Rows of one INSERT: making one of 2,000 holds up the event loop for a quarter of a second. */
const INSERTED = 200

/** Shows where documents are; only what is under way changes. */
export async function setStatus(
  { db }: LibraryContext,
  versions: readonly OpenVersion[],
  status: DocumentStatus,
): Promise<void> {
  await db.prisma.document.updateMany({
    where: { id: { in: versions.map((version) => version.documentId) }, status: { notIn: ['indexed', 'failed'] } },
    data: { status, statusChangedAt: new Date() },
  })
}

/**
 * Writes what was read: text, structure and chunks, all or nothing. Where another worker was first, its result stays;
 * both are the same, since chunk ids follow from version and place.
 */
export async function storeParsed(
  { db }: LibraryContext,
  parsed: readonly { version: OpenVersion; document: ProcessedDocument }[],
): Promise<void> {
  await inTransaction(
    db,
    async (tx) => {
      const ids = parsed.map(({ version }) => version.id).sort()
      const open = await tx.$queryRaw<{ id: string }[]>`
        SELECT id FROM document_versions WHERE id = ANY(${ids}) AND chunk_count = 0 ORDER BY id FOR UPDATE`
      const isOpen = new Set(open.map((row) => row.id))
      const todo = parsed.filter(({ version }) => isOpen.has(version.id))
      const rows = todo.flatMap(({ version, document }) => chunkRows(version, document))
      for (let at = 0; at < rows.length; at += INSERTED)
        await tx.chunk.createMany({ data: rows.slice(at, at + INSERTED) })
      await updateVersions(tx, todo)
      await updateDocuments(tx, todo)
    },
    { idempotent: true, timeoutMs: 120_000 },
  )
}

type Parsed = readonly { version: OpenVersion; document: ProcessedDocument }[]

/** One statement for a whole batch; the text of a file is written here, that of an added text is there already. */
async function updateVersions(tx: Prisma.TransactionClient, parsed: Parsed): Promise<void> {
  const changes = parsed.map(({ version, document }) => ({
    id: version.id,
    ...(version.fileName === null ? {} : { text: document.text }),
    pages: document.pages,
    blocks: document.blocks,
    warnings: document.warnings,
    chunk_count: document.chunks.length,
  }))
  await tx.$executeRaw`
    UPDATE document_versions v SET text = coalesce(c.text, v.text), pages = c.pages, blocks = c.blocks,
      warnings = c.warnings, chunk_count = c.chunk_count
    FROM jsonb_to_recordset(${JSON.stringify(changes)}::jsonb)
      AS c(id text, text text, pages jsonb, blocks jsonb, warnings text[], chunk_count int)
    WHERE v.id = c.id`
}

async function updateDocuments(tx: Prisma.TransactionClient, parsed: Parsed): Promise<void> {
  const changes = parsed.map(({ version, document }) => ({
    id: version.documentId,
    type: document.type,
    language: document.language,
    // A file is called by its own title, or else by its name; a text has the title it was added with.
    title: version.fileName === null ? null : cleanTitle(document.title ?? '') || version.fileName,
    // What was given with the document counts for more than what the document says.
    metadata: document.metadata,
  }))
  await tx.$executeRaw`
    UPDATE documents d SET type = c.type, language = c.language, title = coalesce(c.title, d.title),
      metadata = c.metadata || d.metadata, status = 'embedding', status_changed_at = now(), updated_at = now()
    FROM jsonb_to_recordset(${JSON.stringify(changes)}::jsonb)
      AS c(id text, type text, language text, title text, metadata jsonb)
    WHERE d.id = c.id AND d.status <> 'failed'`
}

const chunkRows = (version: OpenVersion, document: ProcessedDocument): Prisma.ChunkCreateManyInput[] =>
  document.chunks.map(({ start, end, page, headings }, ordinal) => ({
    id: chunkId(version.id, ordinal),
    documentId: version.documentId,
    versionId: version.id,
    ordinal,
    page,
    start,
    end,
    // A cut inside a surrogate pair is avoided, and NULs are replaced before; this keeps a bug from stopping ingest.
    text: document.text.slice(start, end),
    language: document.language,
    headings,
  }))

/** A UUID (version 8, RFC 9562) that follows from the place of the chunk, so that doing it again makes the same one. */
function chunkId(versionId: string, ordinal: number): string {
  const hex = createHash('sha256').update(`${versionId}:${ordinal}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** Chunks of stored versions as the index takes them, in portions. */
export async function* storedChunks(
  { db }: LibraryContext,
  versions: readonly OpenVersion[],
): AsyncGenerator<IndexableChunk[]> {
  const byId = new Map(versions.map((version) => [version.id, version]))
  let after: string | undefined
  for (;;) {
    const rows = await db.prisma.chunk.findMany({
      where: { versionId: { in: [...byId.keys()] }, ...(after === undefined ? {} : { id: { gt: after } }) },
      orderBy: { id: 'asc' },
      take: ROWS,
      select: {
        id: true,
        documentId: true,
        versionId: true,
        text: true,
        language: true,
        headings: true,
        document: { select: { title: true, type: true, metadata: true, restricted: true } },
      },
    })
    const portion = rows.flatMap(({ document, ...chunk }) => {
      const version = byId.get(chunk.versionId)
      if (!version) return []
      const { collectionId, date } = version.document
      return [
        {
          ...chunk,
          collectionId,
          date,
          title: document.title,
          type: document.type,
          restricted: document.restricted,
          metadata: document.metadata as IndexableChunk['metadata'],
        },
      ]
    })
    if (portion.length > 0) yield portion
    if (rows.length < ROWS) return
    after = rows.at(-1)?.id
  }
}
