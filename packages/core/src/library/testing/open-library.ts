import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase } from '@sarvanom/db/testing'
import type { UserActor } from '../../access/index.ts'
import { openJobs } from '../../jobs/index.ts'
import type { IndexableChunk } from '../../retrieval/index.ts'
import { openMetrics, silentLogger } from '../../telemetry/index.ts'
import {
  type ChunkIndex,
  defaultChunkOptions,
  defaultLimits,
  defineLibraryJobs,
  type LibraryContext,
  openFileStore,
  openParserPool,
} from '../index.ts'

/** An index in memory, with what the library sees of the real one. */
export function memoryIndex() {
  const chunks = new Map<string, IndexableChunk>()
  const removeWhere = (matches: (chunk: IndexableChunk) => boolean) => {
    for (const [id, chunk] of chunks) if (matches(chunk)) chunks.delete(id)
  }
  const index: ChunkIndex = {
    async indexChunks(added) {
      for (const chunk of added) chunks.set(chunk.id, chunk)
    },
    async removeDocuments(ids) {
      removeWhere((chunk) => ids.includes(chunk.documentId))
    },
    async removeVersions(ids) {
      removeWhere((chunk) => ids.includes(chunk.versionId))
    },
    async refreshRestriction() {},
  }
  return { index, chunks }
}

/** A library on a database, a folder, workers and jobs of its own. `close` ends and removes them. */
export async function openLibrary(changes: Partial<LibraryContext> = {}) {
  const db = await createTestDatabase()
  const root = await mkdtemp(join(tmpdir(), 'sarvanom-library-'))
  const jobs = openJobs({ url: db.url, log: silentLogger })
  const { index, chunks } = memoryIndex()
  const context: LibraryContext = {
    db,
    jobs,
    index,
    files: await openFileStore(root),
    parser: openParserPool(),
    onDocumentsDeleted: async () => {},
    log: silentLogger,
    metrics: openMetrics(),
    limits: defaultLimits,
    chunking: defaultChunkOptions,
    ...changes,
  }
  defineLibraryJobs(context)
  await jobs.start()

  const addUser = async (): Promise<UserActor> => {
    const email = `${randomUUID()}@example.org`
    const user = await db.prisma.user.create({ data: { email, name: 'Reader', roleName: 'member' } })
    return { kind: 'user', userId: user.id, permissions: new Set() }
  }
  const addCollection = async (owner: UserActor) => {
    const members = { create: { userId: owner.userId, level: 'owner' as const } }
    return (await db.prisma.collection.create({ data: { name: 'Papers', members } })).id
  }
  const settled = async (collectionId: string) => {
    for (;;) {
      const rows = await db.prisma.document.findMany({ where: { collectionId }, orderBy: { id: 'asc' } })
      if (rows.every((row) => row.status === 'indexed' || row.status === 'failed')) return rows
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }
  const close = async () => {
    await jobs.stop(2000)
    await context.parser.close()
    await db.drop()
    await rm(root, { recursive: true, force: true })
  }
  return { context, db, root, chunks, addUser, addCollection, settled, close }
}

export type TestLibrary = Awaited<ReturnType<typeof openLibrary>>

/** Files as an upload delivers them. */
export async function* upload(...files: { name: string; bytes: Uint8Array | string }[]) {
  for (const { name, bytes } of files) {
    yield { name, stream: parts(Buffer.from(bytes as string)) }
  }
}

async function* parts(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
}
