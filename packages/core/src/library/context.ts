import type { Database, Prisma } from '@sarvanom/db'
import type { Jobs } from '../jobs/index.ts'
import type { Retrieval } from '../retrieval/index.ts'
import type { Logger, Metrics } from '../telemetry/index.ts'
import type { ChunkOptions } from './chunk/index.ts'
import type { FileStore } from './files/index.ts'
import type { ParserPool } from './parse/index.ts'

/** What the library needs of retrieval. Every call may be repeated without further effect. */
export type ChunkIndex = Pick<Retrieval, 'indexChunks' | 'removeDocuments' | 'removeVersions' | 'refreshRestriction'>

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
  metrics: Metrics
  limits: LibraryLimits
  chunking: ChunkOptions
  /** Where the sample documents lie, in a bundle. */
  samplesFolder?: URL
}
