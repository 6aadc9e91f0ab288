import type { Connection } from '@lancedb/lancedb'
import type { Logger, Metrics } from '../../telemetry/index.ts'
import type { LsaModel } from '../lsa/model.ts'
import { fitModel } from '../worker/fit-model.ts'
import { chunksToIndex, countCurrentChunks, sampleChunks } from './chunk-source.ts'
import { modelTableName, saveModel } from './model-store.ts'
import { type ReconcileContext, reconcile } from './reconcile.ts'
import {
  activate,
  LAYOUT,
  readRegistry,
  recordProgress,
  registerBuilding,
  retire,
  type VersionDetails,
} from './registry.ts'
import type { IndexRow } from './rows.ts'
import { createTable, storedVersions } from './table.ts'
import type { OpenVersion, Versions } from './versions.ts'
import { embedRows, toRows } from './write.ts'

/** Of a larger corpus a sample is fitted: associations do not get better with more, and memory stays bounded. */
const SAMPLE = 20_000
const VOCABULARY = 30_000
/** Enough for a large corpus. Of a small one a quarter as many as texts, or nothing would be generalized. */
const MOST_DIMENSIONS = 200
const dimensionsFor = (texts: number) => Math.min(MOST_DIMENSIONS, Math.ceil(texts / 4))

export interface BuildContext extends ReconcileContext {
  connection: Connection
  versions: Versions
  log: Logger
  metrics: Pick<Metrics, 'maintenanceDuration'>
  clock: () => Date
}

export interface BuildOptions {
  /** `database`: everything is analysed anew. `index`: analysed rows are taken from the active version; only the embedder is new. */
  from: 'database' | 'index'
  signal?: AbortSignal | undefined
  /** Chunks written so far, of about `total`. */
  onProgress?: ((done: number, total: number) => void) | undefined
}

/**
 * Builds a new version beside the active one and swaps them. Searches and writes go on meanwhile. Call it under the
 * index lock. Killed at any point it leaves the active version as it was, and remains that `sweep` removes.
 */
export const buildVersion = async (context: BuildContext, options: BuildOptions): Promise<number> => {
  const { db, versions, log, clock } = context
  const { from, signal, onProgress } = options
  const started = performance.now()
  await sweep(context)
  const active = from === 'index' ? await versions.active() : undefined
  const total = active ? await active.table.count() : await countCurrentChunks(db)
  const model = await fitModel(sampleOf(context, active), {
    dimensions: dimensionsFor(total),
    vocabulary: VOCABULARY,
    corpus: total,
    signal,
  })
  signal?.throwIfAborted()

  const number = (await readRegistry(db)).last + 1
  const version = await createVersion(context, number, model, { source: from, done: 0, total, corpus: total })
  try {
    const done = await copy(context, version, active, {
      ...options,
      onProgress: told(context, number, total, onProgress),
    })
    await version.table.optimize(clock(), context.write)
    // Twice: the first pass may take long, the second has only what came meanwhile.
    for (let pass = 0; pass < 2; pass++) await reconcile(context, version, signal)
    signal?.throwIfAborted()
    const rows = await version.table.count()
    await activate(db, number, rows, clock())
    versions.refresh()
    const ms = Math.round(performance.now() - started)
    log.info({ version: number, rows, copied: done, ms, embedder: version.record.embedder }, 'index version activated')
  } catch (error) {
    await retire(db, number).catch(() => {})
    versions.refresh()
    throw error
  }
  return number
}

/** An empty version that is active at once: the beginning, and the place for new chunks while a lost index is rebuilt. */
export const createEmptyVersion = async (context: BuildContext): Promise<number> => {
  await sweep(context)
  const number = (await readRegistry(context.db)).last + 1
  await createVersion(context, number, undefined, {})
  await activate(context.db, number, 0, context.clock())
  context.versions.refresh()
  return number
}

/** Drops what no version in use owns: remains of builds that died, and versions retired long enough for searches to have left them. */
export const sweep = async ({ db, connection, clock, log, versions, write }: BuildContext): Promise<void> => {
  const { active, building } = await readRegistry(db)
  // Under the lock no build can be under way: this one's process died.
  if (building) {
    await retire(db, building.number)
    versions.refresh()
    log.warn({ version: building.number }, 'a build of the index had been interrupted')
  }
  // In turn with the writes: one under way may still go to a version that is no longer in use.
  await write(() => versions.closeUnused())
  const settled = !active?.activatedAt || clock().getTime() - active.activatedAt.getTime() > 60_000
  const names = await connection.tableNames()
  const models = names.flatMap((name) => /^lsa_v(\d+)$/.exec(name)?.[1] ?? []).map(Number)
  for (const number of new Set([...storedVersions(names), ...models])) {
    // The one before may still have readers.
    if (number === active?.number || (!settled && number !== building?.number)) continue
    for (const name of [`chunks_v${number}`, modelTableName(number)])
      if (names.includes(name)) await connection.dropTable(name)
  }
}

const createVersion = async (
  { connection, db, versions, clock }: BuildContext,
  number: number,
  model: LsaModel | undefined,
  about: Pick<VersionDetails, 'source' | 'done' | 'total' | 'corpus'>,
): Promise<OpenVersion> => {
  if (model) await saveModel(connection, number, model)
  const dimensions = model?.dimensions ?? 0
  const table = await createTable(connection, number, dimensions)
  table.close()
  // That nothing could be fitted is remembered, too, or it would be tried again and again.
  const fitted = about.corpus === undefined ? {} : { sampled: model?.sampled ?? 0 }
  const details = { layout: LAYOUT, ...about, ...fitted }
  const embedder = model ? 'lsa' : 'none'
  await registerBuilding(db, { number, embedder, dimensions, details })
  versions.refresh()
  const times = { createdAt: clock(), activatedAt: null }
  return versions.open({ number, status: 'building', embedder, dimensions, details, ...times })
}

/** Progress that is also written down, now and then: it is news for a second, and what fails to be told is told again. */
const told = ({ db }: BuildContext, number: number, total: number, onProgress: BuildOptions['onProgress']) => {
  let next = 0
  return (done: number) => {
    onProgress?.(done, total)
    if (performance.now() < next) return
    next = performance.now() + 1_000
    recordProgress(db, number, done).catch(() => {})
  }
}

const sampleOf = async function* ({ db, analyzer }: BuildContext, active: OpenVersion | undefined) {
  if (active) yield* active.table.sampleTerms(SAMPLE)
  else for await (const chunks of sampleChunks(db, SAMPLE)) yield await analyzer.analyze(chunks)
}

const rowsFrom = async function* (
  { db, analyzer }: BuildContext,
  active: OpenVersion | undefined,
): AsyncGenerator<IndexRow[]> {
  if (active) yield* active.table.scan()
  else for await (const chunks of chunksToIndex(db)) yield await toRows(analyzer, chunks)
}

const copy = async (
  context: BuildContext,
  version: OpenVersion,
  active: OpenVersion | undefined,
  { signal, onProgress }: { signal?: AbortSignal | undefined; onProgress: (done: number) => void },
): Promise<number> => {
  let done = 0
  for await (const rows of rowsFrom(context, active)) {
    signal?.throwIfAborted()
    const embedded = await embedRows(version, rows)
    await context.write(() => version.table.addMissing(embedded))
    done += rows.length
    onProgress(done)
  }
  return done
}
