import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { asSystem, type Database } from '@sarvanom/db'
import { type Logger, type Metrics, openMetrics } from '../telemetry/index.ts'
import { languagesInUse } from './languages-in-use.ts'
import { type SearchRequest, search } from './search/search.ts'
import { tryLanes } from './search/try-lanes.ts'
import { connect } from './store/connection.ts'
import type { VersionRecord } from './store/registry.ts'
import { serialQueue } from './store/serial-queue.ts'
import { openUpkeep } from './store/upkeep.ts'
import { type OpenVersion, openVersions, type Versions } from './store/versions.ts'
import { embedRows, toRows } from './store/write.ts'
import type { IndexableChunk, SearchResult } from './types.ts'
import { openAnalyzer } from './worker/analyzer.ts'

export interface RetrievalOptions {
  db: Database
  /** A folder, or an address on object storage (`s3://`, `az://`, `gs://`) or of LanceDB's service (`db://`). */
  indexUrl: string
  log: Logger
  metrics?: Metrics
  clock: () => Date
}

export interface RetrievalStatus {
  /** Number of the active version. */
  version: number
  rows: number
  /** Rows that searches scan until the next maintenance. */
  unindexedRows: number
  /** Pieces of the table on the disk. */
  fragments: number
  embedder: { id: string; state: 'fitted' | 'not fitted yet'; dimensions: number; sampled: number; corpus: number }
  /** Number of the version that is being built, if one is. */
  building: number | null
  build: IndexBuild | null
  /** Whether search by words works. Where neither lane does, the index cannot be read. */
  keyword: boolean
  /** The same by meaning; null while the embedder is not fitted. */
  vector: boolean | null
}

export interface IndexBuild {
  number: number
  /** `database`: everything anew. `index`: taken over from the version in use, for a new fit of the embedder. */
  source: 'database' | 'index'
  /** Chunks written, of about `total`. */
  done: number
  total: number
  startedAt: Date
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
  /** Brings the index's note of which of these documents are restricted up to date with the database. */
  refreshRestriction(documentIds: readonly string[]): Promise<void>
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
 *
 * The index, its versions, its repair and what it knows of languages serve everyone, so all of that goes on in the system's
 * name, whoever caused it; only what a search found is read back in the name of who searches.
 */
export const openRetrieval = (options: RetrievalOptions): Promise<Retrieval> => asSystem(() => open(options))

const open = async ({ db, indexUrl, log, metrics = openMetrics(), clock }: RetrievalOptions): Promise<Retrieval> => {
  if (!indexUrl.includes('://')) await mkdir(path.resolve(indexUrl), { recursive: true })
  const connection = await connect(indexUrl)
  const versions = openVersions(db, connection)
  const analyzer = openAnalyzer()
  const write = serialQueue()
  const languages = languagesInUse(db)
  const upkeep = openUpkeep({ db, connection, versions, analyzer, write, log, metrics, clock })

  /** Changes every version in use, one after the other. */
  const inEach = (change: (version: OpenVersion) => Promise<void>) =>
    asSystem(() =>
      write(async () => {
        for (const version of await versions.writable()) await change(version)
        upkeep.written()
      }),
    )
  const remove = async (column: 'documentId' | 'versionId', ids: readonly string[]) => {
    if (ids.length > 0) await inEach(({ table }) => table.remove(column, ids))
  }

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
          metrics,
          active: () => asSystem(() => versions.active()),
          failed: () => {
            versions.refresh()
            asSystem(() => upkeep.suspect())
          },
          languages: () => asSystem(() => languages.counts()),
        },
        request,
      ),
    async indexChunks(chunks) {
      if (chunks.length === 0) return
      languages.note(new Set(chunks.map(({ language }) => language)))
      const rows = await toRows(analyzer, chunks)
      await inEach(async (version) => version.table.upsert(await embedRows(version, rows)))
    },
    removeDocuments: (documentIds) => remove('documentId', documentIds),
    removeVersions: (versionIds) => remove('versionId', versionIds),
    async refreshRestriction(documentIds) {
      // Read in turn with the writes, so that of two changes of one document the later one stays.
      await inEach(async ({ table }) => {
        const rows = await db.prisma.document.findMany({
          where: { id: { in: [...documentIds] } },
          select: { id: true, restricted: true },
        })
        for (const wanted of [true, false]) {
          const ids = rows.filter(({ restricted }) => restricted === wanted).map(({ id }) => id)
          await table.setRestricted(ids, wanted)
        }
      })
    },
    rebuildIndex: (options = {}) => asSystem(() => upkeep.rebuild(options)),
    maintain: (signal) => asSystem(() => upkeep.maintain(signal)),
    status: () => asSystem(() => readStatus(versions)),
    close: () =>
      asSystem(async () => {
        await upkeep.close()
        await write(async () => {})
        await analyzer.close()
        await versions.close()
        connection.close()
      }),
  }
}

const readStatus = async (versions: Versions): Promise<RetrievalStatus> => {
  versions.refresh()
  const { building } = await versions.registry()
  const version = await versions.active()
  const { record, table } = version
  const lanes = await tryLanes(version)
  if (lanes.keyword) await table.verify(false)
  const { embedder: id, dimensions, details } = record
  const { sampled = 0, corpus = 0 } = details
  const state = id === 'none' ? ('not fitted yet' as const) : ('fitted' as const)
  return {
    version: record.number,
    rows: await table.count(),
    unindexedRows: await table.unindexed(),
    fragments: await table.fragments(),
    embedder: { id, state, dimensions, sampled, corpus },
    building: building?.number ?? null,
    build: building ? buildOf(building) : null,
    ...lanes,
  }
}

const buildOf = ({ number, details, createdAt }: VersionRecord): IndexBuild => ({
  number,
  source: details.source ?? 'database',
  done: details.done ?? 0,
  total: details.total ?? 0,
  startedAt: createdAt,
})
