import { createHash } from 'node:crypto'
import { chunkDocument } from '../../packages/core/src/library/chunk/index.ts'
import type { Retrieval } from '../../packages/core/src/retrieval/index.ts'
import type { Database } from '../../packages/db/src/index.ts'
import type { TestCollection } from './data.ts'

export interface StageOptions {
  /** Whole documents as one chunk when absent. */
  chunking?: { size: number; overlap: number } | undefined
  batch?: number
}

const roleOfBench = { where: { name: 'bench' }, create: { name: 'bench', description: 'Runs benchmarks' } }

const paragraphsOf = (text: string) =>
  [...text.matchAll(/[^\n](?:.|\n(?!\n))*/g)].map(({ 0: paragraph, index }) => ({
    kind: 'paragraph' as const,
    start: index,
    end: index + paragraph.length,
  }))

/** Stores and indexes a collection in batches, as ingest does. Ids carry the collection's, so that several fit one database. */
export const stage = async (
  { db, retrieval }: { db: Database; retrieval: Retrieval },
  collection: TestCollection,
  { chunking, batch = 200 }: StageOptions = {},
): Promise<{ collectionId: string; chunks: number }> => {
  const { id: userId } = await db.prisma.user.upsert({
    where: { email: 'bench@example.org' },
    create: { email: 'bench@example.org', name: 'Bench', role: { connectOrCreate: roleOfBench } },
    update: {},
    select: { id: true },
  })
  const { id: collectionId } = await db.prisma.collection.create({
    data: { name: collection.name, members: { create: { userId, level: 'owner' } } },
    select: { id: true },
  })
  let chunks = 0
  for (let at = 0; at < collection.documents.length; at += batch) {
    const prepared = collection.documents.slice(at, at + batch).map((document) => {
      const documentId = `${collectionId}-${document.id}`.replaceAll(/[^\x21-\x7e]/g, '_')
      const hash = createHash('sha256').update(document.text).digest('hex')
      const spans = chunking
        ? chunkDocument(
            { text: document.text, blocks: paragraphsOf(document.text), pages: [], language: collection.language },
            chunking,
          )
        : [{ start: 0, end: document.text.length, page: null, headings: [] }]
      return { document, documentId, versionId: `v-${documentId}`, hash, spans }
    })
    const date = new Date()
    await db.prisma.document.createMany({
      data: prepared.map(({ document, documentId }) => ({
        id: documentId,
        collectionId,
        title: document.title,
        externalId: document.id,
        identity: `external:${document.id}`,
        type: 'text',
        language: collection.language,
        date,
      })),
    })
    await db.prisma.documentVersion.createMany({
      data: prepared.map(({ document, documentId, versionId, hash, spans }) => ({
        id: versionId,
        documentId,
        number: 1,
        contentHash: hash,
        byteSize: document.text.length,
        mediaType: 'text/plain',
        text: document.text,
        chunkCount: spans.length,
      })),
    })
    const rows = prepared.flatMap(({ document, documentId, versionId, spans }) =>
      spans.map(({ start, end, page, headings }, ordinal) => ({
        id: `${versionId}-${ordinal}`,
        documentId,
        versionId,
        ordinal,
        page,
        start,
        end,
        text: document.text.slice(start, end),
        language: collection.language,
        headings,
      })),
    )
    await db.prisma.chunk.createMany({ data: rows })
    const titles = new Map(prepared.map(({ document, documentId }) => [documentId, document.title]))
    await retrieval.indexChunks(
      rows.map((row) => ({
        ...row,
        collectionId,
        title: titles.get(row.documentId) ?? '',
        type: 'text',
        date,
        metadata: {},
      })),
    )
    const ids = prepared.map(({ documentId }) => documentId)
    await db.prisma.$executeRaw`
      UPDATE documents SET current_version_id = 'v-' || id, status = 'indexed' WHERE id = ANY(${ids})`
    await db.prisma.$executeRaw`UPDATE document_versions SET indexed_at = now() WHERE document_id = ANY(${ids})`
    chunks += rows.length
  }
  return { collectionId, chunks }
}
