import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createTestDatabase, type TestDatabase } from '@sarvanom/db/testing'
import { type Logger, silentLogger } from '../../telemetry/index.ts'
import { type IndexableChunk, openRetrieval, type Retrieval } from '../index.ts'

export interface TestDocument {
  id?: string
  title: string
  /** One chunk each. */
  texts: string[]
  language?: string | null
  type?: string
  date?: string
  metadata?: Record<string, string | number | boolean>
  restricted?: boolean
}

/** A retrieval service on a real database and a real index, with what is needed to put documents into both. */
export interface TestLibrary {
  db: TestDatabase
  indexUrl: string
  retrieval: Retrieval
  collection(name: string): Promise<string>
  /** Stores documents and indexes them, as ingest does; published at the end. */
  add(collectionId: string, documents: readonly TestDocument[]): Promise<string[]>
  /** Only the database: as if the index had lost them. */
  store(collectionId: string, documents: readonly TestDocument[]): Promise<IndexableChunk[]>
  /** Closes the service and opens it again on the same data. */
  reopen(log?: Logger): Promise<Retrieval>
  close(): Promise<void>
}

export const openTestLibrary = async (): Promise<TestLibrary> => {
  const db = await createTestDatabase()
  const indexUrl = await mkdtemp(path.join(tmpdir(), 'sarvanom-index-'))
  const open = (log = silentLogger) => openRetrieval({ db, indexUrl, log, clock: () => new Date() })
  const { id: userId } = await db.prisma.user.create({
    data: { email: 'ada@example.org', name: 'Ada', roleName: 'member' },
    select: { id: true },
  })
  let count = 0

  const library: TestLibrary = {
    db,
    indexUrl,
    retrieval: await open(),
    async collection(name) {
      const data = { name, members: { create: { userId, level: 'owner' as const } } }
      return (await db.prisma.collection.create({ data, select: { id: true } })).id
    },
    async store(collectionId, documents) {
      const chunks: IndexableChunk[] = []
      for (const document of documents) {
        const { title, texts, language = 'en', type = 'text', metadata = {}, restricted = false } = document
        const id = document.id ?? `doc-${String(++count).padStart(5, '0')}`
        const date = new Date(document.date ?? '2026-01-01T00:00:00Z')
        const versionId = `${id}-v1`
        const identity = `external:${id}`
        await db.prisma.document.create({
          data: { id, collectionId, title, externalId: id, identity, type, language, date, metadata, restricted },
        })
        const file = { contentHash: id, byteSize: 1, mediaType: 'text/plain' }
        await db.prisma.documentVersion.create({
          data: { id: versionId, documentId: id, number: 1, text: texts.join('\n'), chunkCount: texts.length, ...file },
        })
        let start = 0
        const rows = texts.map((text, ordinal) => {
          const row = { id: `${versionId}-${ordinal}`, documentId: id, versionId, ordinal, text, language, start }
          start += text.length + 1
          return { ...row, end: row.start + text.length }
        })
        await db.prisma.chunk.createMany({ data: rows })
        const shared = { collectionId, title, headings: [], type, date, metadata, restricted }
        chunks.push(...rows.map((row) => ({ ...row, ...shared })))
      }
      const ids = [...new Set(chunks.map(({ documentId }) => documentId))]
      await db.prisma.$executeRaw`
        UPDATE documents SET current_version_id = id || '-v1', status = 'indexed' WHERE id = ANY(${ids})`
      await db.prisma.$executeRaw`UPDATE document_versions SET indexed_at = now() WHERE document_id = ANY(${ids})`
      return chunks
    },
    async add(collectionId, documents) {
      const chunks = await library.store(collectionId, documents)
      await library.retrieval.indexChunks(chunks)
      return [...new Set(chunks.map(({ documentId }) => documentId))]
    },
    async reopen(log) {
      await library.retrieval.close()
      library.retrieval = await open(log)
      return library.retrieval
    },
    async close() {
      await library.retrieval.close()
      await db.drop()
      await rm(indexUrl, { recursive: true, force: true })
    },
  }
  return library
}

/**
 * Documents of two subjects. Those of one subject share a word and take six others from its forty, so that an embedder
 * can learn which words belong together.
 */
export const subjects = (count: number): TestDocument[] =>
  Array.from({ length: count }, (_, at) => {
    const [title, shared, word] = at % 2 === 0 ? ['Boat', 'harbour', 'boat'] : ['Garden', 'flower', 'garden']
    const words = Array.from({ length: 6 }, (_, i) => `${word}${(at * 7 + i * i * 3 + i) % 40}x`)
    return { title: `${title} ${at}`, texts: [`${shared} ${words.join(' ')} number${at}`] }
  })
