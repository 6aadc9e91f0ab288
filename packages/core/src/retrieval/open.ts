import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Database } from '@sarvanom/db'
import type { Logger } from '../telemetry/index.ts'
import { languagesInUse } from './languages-in-use.ts'
import { type SearchRequest, search } from './search/search.ts'
import { connect } from './store/connection.ts'
import { openUpkeep } from './store/upkeep.ts'
import { openVersions } from './store/versions.ts'
import { embedRows, serialQueue, toRows } from './store/write.ts'
import type { IndexableChunk, SearchResult } from './types.ts'
import { openAnalyzer } from './worker/analyzer.ts'

export interface RetrievalOptions {
  db: Database
  /** A folder, or an address on object storage (`s3://`, `az://`, `gs://`) or of LanceDB's service (`db://`). */
  indexUrl: string
  log: Logger
  clock: () => Date
}

export interface RetrievalStatus {
  /** Number of the active version. */
  version: number
  rows: number
  /** Rows that searches scan until the next maintenance. */
  unindexedRows: number
  embedder: { id: string; state: 'fitted' | 'not fitted yet'; dimensions: number; sampled: number; corpus: number }
  /** Number of the version that is being built, if one is. */
  building: number | null
}

export interface RebuildOptions {
  signal?: AbortSignal
  onProgress?: (done: number, total: number) => void
}

export interface Retrieval {
  search(request: SearchRequest): Promise<SearchResult>
  /** Adds chunks, or replaces those with the same ids. Searchable when it returns; may be repeated. */
  indexChunks(chunks: readonly IndexableChunk[]): Promise<void>
  removeDocuments(documentIds: readonly string[]): Promise<void>
  removeVersions(versionIds: readonly string[]): Promise<void>
  /** Builds the whole index anew from PostgreSQL beside the one in use, then swaps. */
  rebuildIndex(options?: RebuildOptions): Promise<void>
  /** Does what the index needs: repair, a fresh fit of the embedder, indexing of new rows, sweeping of old versions. */
  maintain(signal?: AbortSignal): Promise<void>
  /** Really reads the index. @throws when it cannot be read. */
  status(): Promise<RetrievalStatus>
  /** Stops background work, and waits for writes under way. */
  close(): Promise<void>
}

/**
 * Opens the index. One that is missing or damaged is replaced by an empty one and built anew in the background; storage
 * that does not answer is tried again later, and searches fail until then.
 */
export const openRetrieval = async ({ db, indexUrl, log, clock }: RetrievalOptions): Promise<Retrieval> => {
  if (!indexUrl.includes('://')) await mkdir(path.resolve(indexUrl), { recursive: true })
  const connection = await connect(indexUrl)
  const versions = openVersions(db, connection)
  const analyzer = openAnalyzer()
  const write = serialQueue()
  const languages = languagesInUse(db)
  const upkeep = openUpkeep({ db, connection, versions, analyzer, write, log, clock })

  const remove = (column: 'documentId' | 'versionId', ids: readonly string[]) =>
    write(async () => {
      if (ids.length === 0) return
      for (const { table } of await versions.writable()) await table.remove(column, ids)
      upkeep.written()
    })

  try {
    await upkeep.ensure()
  } catch (error) {
    log.error({ err: error }, 'the index is not available; it will be tried again')
  }

  return {
    search: (request) =>
      search(
        {
          db,
          log,
          active: () => versions.active(),
          failed: () => {
            versions.refresh()
            upkeep.suspect()
          },
          languages: () => languages.counts(),
        },
        request,
      ),
    async indexChunks(chunks) {
      if (chunks.length === 0) return
      languages.note(new Set(chunks.map(({ language }) => language)))
      const rows = await toRows(analyzer, chunks)
      await write(async () => {
        for (const version of await versions.writable()) await version.table.upsert(await embedRows(version, rows))
        upkeep.written()
      })
    },
    removeDocuments: (documentIds) => remove('documentId', documentIds),
    removeVersions: (versionIds) => remove('versionId', versionIds),
    rebuildIndex: (options = {}) => upkeep.rebuild(options),
    maintain: upkeep.maintain,
    async status() {
      versions.refresh()
      const { building } = await versions.registry()
      const { record, table } = await versions.active()
      const { embedder: id, dimensions, details } = record
      const { sampled = 0, corpus = 0 } = details
      const state = id === 'none' ? ('not fitted yet' as const) : ('fitted' as const)
      await table.verify(false)
      return {
        version: record.number,
        rows: await table.count(),
        unindexedRows: await table.unindexed(),
        embedder: { id, state, dimensions, sampled, corpus },
        building: building?.number ?? null,
      }
    },
    async close() {
      await upkeep.close()
      await write(async () => {})
      await analyzer.close()
      await versions.close()
      connection.close()
    },
  }
}
