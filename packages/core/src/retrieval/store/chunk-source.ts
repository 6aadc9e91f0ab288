import { type Database, Prisma } from '@sarvanom/db'
import type { IndexableChunk } from '../types.ts'

const PAGE = 400

interface ChunkRow extends Omit<IndexableChunk, 'metadata'> {
  metadata: unknown
}

const columns = Prisma.sql`c.id, c.document_id AS "documentId", c.version_id AS "versionId", c.text, c.language, c.headings,
  d.collection_id AS "collectionId", d.title, d.type, d.date, d.restricted, d.metadata`

/**
 * The chunks that belong in the index, from the truth, in pages by id: those of each document's current version, and of
 * versions that are on their way to become it.
 */
export const chunksToIndex = async function* ({ prisma }: Database): AsyncGenerator<IndexableChunk[]> {
  for (let after = ''; ; ) {
    const rows = await prisma.$queryRaw<ChunkRow[]>`
      SELECT ${columns} FROM chunks c JOIN documents d ON d.id = c.document_id JOIN document_versions v ON v.id = c.version_id
      WHERE c.id > ${after} AND (d.current_version_id = c.version_id OR v.indexed_at IS NULL)
      ORDER BY c.id LIMIT ${PAGE}`
    if (rows.length > 0) yield rows.map(toChunk)
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) return
    after = last.id
  }
}

/** The chunks of some versions, in pages. */
export const chunksOfVersions = async function* (
  { prisma }: Database,
  versionIds: readonly string[],
): AsyncGenerator<IndexableChunk[]> {
  for (let after = ''; ; ) {
    const rows = await prisma.$queryRaw<ChunkRow[]>`
      SELECT ${columns} FROM chunks c JOIN documents d ON d.id = c.document_id
      WHERE c.id > ${after} AND c.version_id = ANY(${[...versionIds]}) ORDER BY c.id LIMIT ${PAGE}`
    if (rows.length > 0) yield rows.map(toChunk)
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) return
    after = last.id
  }
}

/** A random sample of chunks to fit an embedder on, in pages. */
export const sampleChunks = async function* ({ prisma }: Database, count: number): AsyncGenerator<IndexableChunk[]> {
  const ids = await prisma.$queryRaw<{ id: string }[]>`
    SELECT c.id FROM chunks c JOIN documents d ON d.current_version_id = c.version_id ORDER BY md5(c.id) LIMIT ${count}`
  for (let at = 0; at < ids.length; at += PAGE) {
    const page = ids.slice(at, at + PAGE).map(({ id }) => id)
    const rows = await prisma.$queryRaw<ChunkRow[]>`
      SELECT ${columns} FROM chunks c JOIN documents d ON d.id = c.document_id WHERE c.id = ANY(${page})`
    yield rows.map(toChunk)
  }
}

/** How many chunks readers can reach. */
export const countCurrentChunks = async ({ prisma }: Database): Promise<number> => {
  const [row] = await prisma.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) FROM chunks c JOIN documents d ON d.current_version_id = c.version_id`
  return Number(row?.count ?? 0)
}

/** A version as the index should have it. */
export interface CurrentVersion {
  versionId: string
  chunkCount: number
  restricted: boolean
}

/** The current version of each document, in pages. */
export const currentVersions = async function* ({ prisma }: Database): AsyncGenerator<CurrentVersion[]> {
  for (let after = ''; ; ) {
    const rows = await prisma.$queryRaw<(CurrentVersion & { documentId: string })[]>`
      SELECT d.id AS "documentId", d.restricted, v.id AS "versionId", v.chunk_count AS "chunkCount"
      FROM documents d JOIN document_versions v ON v.id = d.current_version_id WHERE d.id > ${after} ORDER BY d.id LIMIT 5000`
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (!last || rows.length < 5000) return
    after = last.documentId
  }
}

/** Of these versions, the ones that are current or may still become it. */
export const versionsInUse = async ({ prisma }: Database, versionIds: readonly string[]): Promise<Set<string>> => {
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    SELECT v.id FROM document_versions v JOIN documents d ON d.id = v.document_id
    WHERE v.id = ANY(${[...versionIds]}) AND (d.current_version_id = v.id OR v.indexed_at IS NULL)`
  return new Set(rows.map(({ id }) => id))
}

const toChunk = ({ metadata, ...row }: ChunkRow): IndexableChunk => ({
  ...row,
  metadata: (metadata ?? {}) as IndexableChunk['metadata'],
})
