import type { Database } from '@sarvanom/db'
import type { Analyzer } from '../worker/analyzer.ts'
import { chunksOfVersions, currentVersions, versionsInUse } from './chunk-source.ts'
import type { SerialQueue } from './serial-queue.ts'
import type { OpenVersion } from './versions.ts'
import { embedRows, toRows } from './write.ts'

export interface ReconcileContext {
  db: Database
  analyzer: Analyzer
  /** Writes go through it, so that none is lost between reading and writing. */
  write: SerialQueue
}

export interface Differences {
  /** Versions that the index lacks, or has not as they are. */
  missing: string[]
  /** Versions that the database no longer shows. */
  surplus: string[]
}

/**
 * Makes an index version agree with PostgreSQL: adds what it lacks, removes what is gone. It mends whatever was lost by
 * a crash, a restored backup or a write that another replica made while the version was being built.
 */
export const reconcile = async (
  context: ReconcileContext,
  version: OpenVersion,
  signal?: AbortSignal,
): Promise<Differences> => {
  const differences = await findDifferences(context, version)
  const { missing, surplus, tooMany } = differences
  if (surplus.length > 0) await context.write(() => version.table.remove('versionId', surplus))
  for (let at = 0; at < missing.length; at += 200) {
    signal?.throwIfAborted()
    const versionIds = missing.slice(at, at + 200)
    await context.write(async () => {
      // Replaced where it is, for it may be there after all, written since it was looked for: a search must go on finding it.
      const cleared = versionIds.filter((id) => tooMany.has(id))
      if (cleared.length > 0) await version.table.remove('versionId', cleared)
      for await (const chunks of chunksOfVersions(context.db, versionIds))
        await version.table.upsert(await embedRows(version, await toRows(context.analyzer, chunks)))
    })
  }
  return differences
}

const findDifferences = async (
  { db }: ReconcileContext,
  { table }: OpenVersion,
): Promise<Differences & { tooMany: ReadonlySet<string> }> => {
  // The index first: what is written after that is in the database, and at worst written once more.
  const indexed = await table.countByVersion()
  const missing: string[] = []
  // Versions with rows that do not belong to them, which writing them again would leave there.
  const tooMany = new Set<string>()
  for await (const page of currentVersions(db)) {
    for (const { versionId, chunkCount, restricted } of page) {
      const has = indexed.get(versionId) ?? { rows: 0, restricted: 0 }
      if (has.rows !== chunkCount || has.restricted !== (restricted ? chunkCount : 0)) missing.push(versionId)
      if (has.rows > chunkCount) tooMany.add(versionId)
      indexed.delete(versionId)
    }
  }
  const unknown = [...indexed.keys()]
  const inUse = new Set<string>()
  for (let at = 0; at < unknown.length; at += 5000)
    for (const id of await versionsInUse(db, unknown.slice(at, at + 5000))) inUse.add(id)
  return { missing, surplus: unknown.filter((id) => !inUse.has(id)), tooMany }
}
