import type { Connection } from '@lancedb/lancedb'
import type { Database } from '@sarvanom/db'
import { type Embedder, lsaEmbedder, modelIdf } from '../lsa/embedder.ts'
import type { Idf } from '../ranking/idf.ts'
import { loadModel } from './model-store.ts'
import { type Registry, readRegistry, type VersionRecord } from './registry.ts'
import { type IndexTable, openTable } from './table.ts'

/** A version whose table is open. */
export interface OpenVersion {
  record: VersionRecord
  table: IndexTable
  /** Undefined in a version that was built before there was enough to fit one. */
  embedder: Embedder | undefined
  idf: Idf | undefined
}

export interface Versions {
  /** May be up to a second old: another replica's swap is seen after that. */
  registry(): Promise<Registry>
  /** Reads the registry again before the next use. */
  refresh(): void
  /** @throws when there is none, or its table cannot be read. */
  active(): Promise<OpenVersion>
  /** The versions that new chunks are written to; read from the database each time. */
  writable(): Promise<OpenVersion[]>
  open(record: VersionRecord): Promise<OpenVersion>
  /** Closes a version, so that opening it reads it from storage. */
  forget(number: number): Promise<void>
  /** Closes the versions that are no longer in use. */
  closeUnused(): Promise<void>
  close(): Promise<void>
}

const REGISTRY_MS = 1_000

export const openVersions = (db: Database, connection: Connection): Versions => {
  const opened = new Map<number, Promise<OpenVersion>>()
  let known: { registry: Promise<Registry>; until: number } | undefined

  const read = () => {
    const registry = readRegistry(db)
    known = { registry, until: performance.now() + REGISTRY_MS }
    registry.catch(() => {
      known = undefined
    })
    return registry
  }
  const open = (record: VersionRecord): Promise<OpenVersion> => {
    const found = opened.get(record.number)
    if (found) return found
    const opening = openVersion(connection, record)
    opened.set(record.number, opening)
    opening.catch(() => opened.delete(record.number))
    return opening
  }
  const closeAllBut = async (kept: readonly number[]) => {
    for (const [number, opening] of opened) {
      if (kept.includes(number)) continue
      opened.delete(number)
      await opening.then(({ table }) => table.close()).catch(() => {})
    }
  }
  const inUse = ({ active, building }: Registry) => [active, building].flatMap((record) => record ?? [])
  const writable = async () => {
    const registry = await read()
    return Promise.all(inUse(registry).map(open))
  }

  return {
    open,
    writable,
    registry: () => (known && known.until > performance.now() ? known.registry : read()),
    refresh() {
      known = undefined
    },
    async active() {
      const registry = known && known.until > performance.now() ? await known.registry : await read()
      if (!registry.active) throw new Error('there is no active index version')
      return open(registry.active)
    },
    async forget(number) {
      await closeAllBut([...opened.keys()].filter((other) => other !== number))
    },
    async closeUnused() {
      await closeAllBut(inUse(await read()).map(({ number }) => number))
    },
    close: () => closeAllBut([]),
  }
}

const openVersion = async (connection: Connection, record: VersionRecord): Promise<OpenVersion> => {
  const { number, dimensions, details } = record
  const table = await openTable(connection, number, dimensions)
  if (dimensions === 0) return { record, table, embedder: undefined, idf: undefined }
  const facts = { sampled: details.sampled ?? 0, corpus: details.corpus ?? 0 }
  const model = await loadModel(connection, number, dimensions, facts)
  return { record, table, embedder: lsaEmbedder(model), idf: modelIdf(model) }
}
