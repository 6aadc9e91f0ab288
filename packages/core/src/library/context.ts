import type { Database, Prisma } from '@sarvanom/db'
import type { Jobs } from '../jobs/index.ts'
import type { Logger } from '../telemetry/index.ts'
import type { ChunkOptions } from './chunk/index.ts'
import type { FileStore } from './files/index.ts'
import type { ParserPool } from './parse/index.ts'

/** A chunk with what a search filters and shows. */
export interface IndexableChunk {
  id: string
  documentId: string
  versionId: string
  collectionId: string
  ordinal: number
  title: string
  headings: string[]
  text: string
  language: string | null
  type: string | null
  date: Date
  metadata: Record<string, string | number | boolean>
}

/** What the library needs of retrieval. Every call may be repeated without further effect. */
export interface ChunkIndex {
  /** Adds the chunks, or replaces those with the same ids. */
  indexChunks(chunks: readonly IndexableChunk[]): Promise<void>
  removeDocuments(documentIds: readonly string[]): Promise<void>
  removeVersions(versionIds: readonly string[]): Promise<void>
}

export interface LibraryLimits {
  maxFileBytes: number
}

export const defaultLimits: LibraryLimits = { maxFileBytes: 100_000_000 }

export interface LibraryContext {
  db: Database
  files: FileStore
  jobs: Jobs
  parser: ParserPool
  index: ChunkIndex
  /** Takes what the documents said out of stored answers; part of the transaction that deletes them. */
  onDocumentsDeleted(tx: Prisma.TransactionClient, documentIds: readonly string[]): Promise<void>
  log: Logger
  limits: LibraryLimits
  chunking: ChunkOptions
}
