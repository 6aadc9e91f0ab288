import { setImmediate as turn } from 'node:timers/promises'
import type { Connection, Query, Table, VectorQuery } from '@lancedb/lancedb'
import { type Candidate, readCandidates } from './candidates.ts'
import { loadLance } from './connection.ts'
import { isIn } from './filter.ts'
import { type IndexRow, rowSchema, toArrow } from './rows.ts'
import type { SerialQueue } from './serial-queue.ts'

/** Rows of one write: building their columns holds up the event loop for some 20 ms. */
const PORTION = 400
/** Up to this many vectors are all compared; beyond, an index chooses. */
const EXACT_UP_TO = 20_000
/**
 * Partitions looked into, more where a narrow filter leaves too few results; and how many times the wanted number is
 * then compared exactly. At 100,000 × 200: recall@10 of 1.000, with everything and with 1 % allowed.
 */
const LEAST_PROBES = 40
const MOST_PROBES = 100_000
const REFINE = 4
/** Less like the question than this is not like it at all; a vector of zeros, of a text without any known term, neither. */
const LEAST_COSINE = 0.1
const SEARCH_TIMEOUT_MS = 10_000

export interface IndexTable {
  readonly dimensions: number
  /** BM25 (k1 1.2, b .75) over rows that fulfil `where`, best first. */
  keyword(terms: readonly string[], where: string, limit: number): Promise<Candidate[]>
  /** BM25 of the given rows; those without any of the terms are missing. */
  scores(terms: readonly string[], chunkIds: readonly string[]): Promise<Map<string, number>>
  /** Cosine over rows that fulfil `where`, best first. */
  nearest(vector: Float32Array, where: string, limit: number): Promise<Candidate[]>
  /** Adds rows, or replaces those with the same chunk id. Searchable when it returns. */
  upsert(rows: readonly IndexRow[]): Promise<void>
  /** Adds the rows whose chunk ids are not there yet; an existing row is newer than what a copy brings. */
  addMissing(rows: readonly IndexRow[]): Promise<void>
  remove(column: 'documentId' | 'versionId', ids: readonly string[]): Promise<void>
  /** Marks the rows of these documents; those that are so already are left alone. */
  setRestricted(documentIds: readonly string[], restricted: boolean): Promise<void>
  /** Every row without its vector, in portions, as of now. */
  scan(): AsyncGenerator<IndexRow[]>
  /** Terms of about `count` rows spread over the table, in portions. */
  sampleTerms(count: number): AsyncGenerator<string[]>
  /** How many rows each version has, and how many of them are of a restricted document. */
  countByVersion(): Promise<Map<string, RowCount>>
  count(): Promise<number>
  /** Rows that searches still have to scan. */
  unindexed(): Promise<number>
  /** Pieces that the table consists of; many small ones make searches slower. */
  fragments(): Promise<number>
  /**
   * Brings new rows into the indexes, compacts, and forgets files of older states. Beside the writes, which go first;
   * where they leave no gap, in turn with them.
   */
  optimize(now: Date, inTurn: SerialQueue): Promise<void>
  /** Reads something of every part, or all of it. @throws when it cannot be read. */
  verify(thorough: boolean): Promise<void>
  close(): void
}

export interface RowCount {
  rows: number
  restricted: number
}

const tableName = (number: number) => `chunks_v${number}`

const INDEXES = [
  ['chunkId', 'btree'],
  ['documentId', 'btree'],
  ['versionId', 'btree'],
  ['date', 'btree'],
  ['collectionId', 'bitmap'],
  ['language', 'bitmap'],
  ['type', 'bitmap'],
  ['restricted', 'bitmap'],
  ['metadata', 'labelList'],
] as const

/** Makes the empty table of an index version, with the indexes that need no data. */
export const createTable = async (db: Connection, number: number, dimensions: number): Promise<IndexTable> => {
  const { Index } = await loadLance()
  const table = await db.createEmptyTable(tableName(number), rowSchema(dimensions))
  // Terms come analysed: the tokenizer only cuts at spaces.
  const fts = Index.fts({
    baseTokenizer: 'whitespace',
    lowercase: false,
    stem: false,
    removeStopWords: false,
    asciiFolding: false,
    withPosition: false,
    maxTokenLength: 256,
  })
  await table.createIndex('terms', { config: fts })
  for (const [column, kind] of INDEXES) await table.createIndex(column, { config: Index[kind]() })
  return wrap(table, dimensions)
}

/** @throws when the table is missing or cannot be read. */
export const openTable = async (db: Connection, number: number, dimensions: number): Promise<IndexTable> => {
  const table = await db.openTable(tableName(number))
  const { fields } = await table.schema()
  const expected = rowSchema(dimensions).fields
  if (expected.some(({ name }) => !fields.some((field) => field.name === name)))
    throw new Error(`the index table of version ${number} has other columns than expected`)
  return wrap(table, dimensions)
}

/** Numbers of the index versions that have a table in storage. */
export const storedVersions = (names: readonly string[]): number[] =>
  names.flatMap((name) => /^chunks_v(\d+)$/.exec(name)?.[1] ?? []).map(Number)

const wrap = (table: Table, dimensions: number): IndexTable => {
  const columns = ['chunkId', 'documentId', 'terms', ...(dimensions > 0 ? ['vector'] : [])]
  const rowColumns = rowSchema(0).fields.map(({ name }) => name)
  const match = async (terms: readonly string[]) => {
    const { MatchQuery } = await loadLance()
    return table.query().fullTextSearch(new MatchQuery(terms.join(' '), 'terms'))
  }
  const run = async (query: Query | VectorQuery, limit: number, score: '_score' | '_distance') =>
    readCandidates(await query.limit(limit).toArrow({ timeoutMs: SEARCH_TIMEOUT_MS }), score)
  return {
    dimensions,
    async keyword(terms, where, limit) {
      return run((await match(terms)).where(where).select([...columns, '_score']), limit, '_score')
    },
    async scores(terms, chunkIds) {
      if (chunkIds.length === 0) return new Map()
      const query = (await match(terms)).where(isIn('chunkId', chunkIds)).select(['chunkId', '_score'])
      const found = await run(query, chunkIds.length, '_score')
      return new Map(found.map(({ chunkId, score }) => [chunkId, score]))
    },
    async nearest(vector, where, limit) {
      const query = table
        .query()
        .nearestTo(vector)
        .distanceType('cosine')
        .where(where)
        .maximumNprobes(MOST_PROBES)
        .minimumNprobes(LEAST_PROBES)
        .refineFactor(REFINE)
        .select([...columns, '_distance'])
      const found = await run(query, limit, '_distance')
      return found.filter(({ score }) => score <= 1 - LEAST_COSINE).map((row) => ({ ...row, score: 1 - row.score }))
    },
    async upsert(rows) {
      for (let at = 0; at < rows.length; at += PORTION)
        await table
          .mergeInsert('chunkId')
          .whenMatchedUpdateAll()
          .whenNotMatchedInsertAll()
          .execute(toArrow(rows.slice(at, at + PORTION), dimensions))
    },
    async addMissing(rows) {
      for (let at = 0; at < rows.length; at += PORTION)
        await table
          .mergeInsert('chunkId')
          .whenNotMatchedInsertAll()
          .execute(toArrow(rows.slice(at, at + PORTION), dimensions))
    },
    async remove(column, ids) {
      for (let at = 0; at < ids.length; at += 1000) await table.delete(isIn(column, ids.slice(at, at + 1000)))
    },
    async setRestricted(documentIds, restricted) {
      for (let at = 0; at < documentIds.length; at += 1000) {
        const others = `restricted = ${!restricted}`
        const where = `${isIn('documentId', documentIds.slice(at, at + 1000))} AND ${others}`
        await despiteConflicts(() => table.update({ where, values: { restricted } }))
      }
    },
    async *scan() {
      for await (const batch of batches(table.query().select(rowColumns)))
        yield batch.map(({ metadata, ...row }) => ({ ...row, metadata: [...metadata] }))
    },
    async *sampleTerms(count) {
      const rows = await table.countRows()
      const step = Math.max(1, rows / count)
      if (step < 2) {
        for await (const batch of batches(table.query().select(['terms']))) yield batch.map((row) => row.terms)
        return
      }
      for (let at = 0; at < rows; at += step * PORTION) {
        const offsets: number[] = []
        for (let i = 0; i < PORTION && at + i * step < rows; i++) offsets.push(Math.floor(at + i * step))
        const taken = (await table.takeOffsets(offsets).select(['terms']).toArray()) as LanceRow[]
        yield taken.map((row) => row.terms)
      }
    },
    async countByVersion() {
      const counts = new Map<string, RowCount>()
      for await (const batch of table.query().select(['versionId', 'restricted'])) {
        const versions = batch.getChild('versionId')
        const restricted = batch.getChild('restricted')
        for (let row = 0; row < batch.numRows; row++) {
          const versionId = String(versions?.get(row))
          const count = counts.get(versionId) ?? { rows: 0, restricted: 0 }
          count.rows += 1
          if (restricted?.get(row)) count.restricted += 1
          counts.set(versionId, count)
        }
        await turn()
      }
      return counts
    },
    count: () => table.countRows(),
    async unindexed() {
      return (await table.indexStats('terms_idx'))?.numUnindexedRows ?? 0
    },
    async fragments() {
      return (await table.stats()).fragmentStats.numFragments
    },
    async optimize(now, inTurn) {
      // Files of states that a search may still be reading are left for a while.
      const cleanupOlderThan = new Date(now.getTime() - 600_000)
      const besideWrites = async (work: () => Promise<unknown>) => {
        try {
          await work()
        } catch (error) {
          if (!isConflict(error)) throw error
          await inTurn(work)
        }
      }
      await besideWrites(() => table.optimize({ cleanupOlderThan }))
      await besideWrites(() => indexVectors(table, dimensions))
    },
    async verify(thorough) {
      await run((await match(['a'])).select(['chunkId', '_score']), 1, '_score')
      const all = table.query().select([...rowColumns, ...(dimensions > 0 ? ['vector'] : [])])
      for await (const _ of thorough ? all : all.limit(1));
    },
    close: () => table.close(),
  }
}

/** A row as LanceDB returns it; only the selected columns are there. */
interface LanceRow extends Omit<IndexRow, 'vector' | 'metadata'> {
  metadata: Iterable<string>
}

/** Rows in portions, whatever the pieces of the table are: each write made one, of a single row perhaps. */
const batches = async function* (query: Query): AsyncGenerator<LanceRow[]> {
  let rows: LanceRow[] = []
  for await (const batch of query) {
    for (let at = 0; at < batch.numRows; at += PORTION) {
      rows.push(...(batch.slice(at, at + PORTION).toArray() as unknown as LanceRow[]))
      if (rows.length < PORTION) continue
      yield rows
      rows = []
      await turn()
    }
  }
  if (rows.length > 0) yield rows
}

const isConflict = (error: unknown) => error instanceof Error && /conflict/i.test(error.message)

/** Maintenance that came between makes LanceDB give up; this is then done again. */
const despiteConflicts = async (work: () => Promise<unknown>) => {
  for (let attempt = 1; ; attempt++) {
    try {
      await work()
      return
    } catch (error) {
      if (attempt === 5 || !isConflict(error)) throw error
    }
  }
}

/** Below the limit comparing with every vector is as fast, and exact. */
const indexVectors = async (table: Table, dimensions: number) => {
  if (dimensions === 0 || (await table.countRows()) <= EXACT_UP_TO) return
  if ((await table.listIndices()).some(({ columns }) => columns.includes('vector'))) return
  const { Index } = await loadLance()
  await table.createIndex('vector', { config: Index.ivfRq({ distanceType: 'cosine' }) })
}
