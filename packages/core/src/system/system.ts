import { type Database, inTransaction } from '@sarvanom/db'
import manifest from '../../package.json' with { type: 'json' }
import type { UserActor } from '../access/index.ts'
import { recordAudit } from '../audit/index.ts'
import type { Jobs } from '../jobs/index.ts'
import type { Models } from '../models/index.ts'
import type { Retrieval } from '../retrieval/index.ts'

/** Of the product. */
export const { version } = manifest

/** Name of the job that builds a new index. */
export const rebuildJob = 'index.rebuild'

export interface SystemInfo {
  version: string
  node: string
  /** Seconds since the process started. */
  uptimeSeconds: number
  /** Resident bytes of this process, without the database's. */
  residentBytes: number
  database: { version: string; sizeBytes: number }
  index: Awaited<ReturnType<Retrieval['status']>>
  model: ReturnType<Models['status']>
}

/** Facts about the running installation, each read when asked for. */
export async function systemInfo({
  db,
  retrieval,
  models,
}: {
  db: Database
  retrieval: Retrieval
  models: Models
}): Promise<SystemInfo> {
  const [database] = await db.prisma.$queryRaw<{ version: string; size: bigint }[]>`
    SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS size`
  return {
    version,
    node: process.version,
    uptimeSeconds: Math.round(process.uptime()),
    residentBytes: process.memoryUsage.rss(),
    database: { version: database?.version ?? 'unknown', sizeBytes: Number(database?.size ?? 0) },
    index: await retrieval.status(),
    model: models.status(),
  }
}

/** Begins to build a new index beside the one in use; a build that is waiting or under way goes on. */
export async function rebuildIndex(
  { db, jobs }: { db: Database; jobs: Jobs },
  actor: UserActor,
  from: { address?: string },
): Promise<{ started: true }> {
  await inTransaction(db, async (transaction) => {
    await jobs.enqueue(rebuildJob, [{}], { transaction, key: 'all' })
    await recordAudit(transaction, { actorId: actor.userId, action: 'system.rebuildIndex', ...from })
  })
  return { started: true }
}
