import type { Database } from '@sarvanom/db'
import type { CheckStatus } from '../schema.ts'
import type { ServerIdentity } from './server.ts'

export interface Sample {
  check: string
  at: Date
  status: CheckStatus
  latencyMs: number
  message: string
}

const keptMs = 48 * 3_600_000
/** Some ten servers' two days. */
const mostSamples = 200_000
const portion = 1_000

/** Says that the server lives, and adds its samples; those that are there already stay as they are. */
export async function writeSamples(
  { prisma }: Pick<Database, 'prisma'>,
  { id, host, version, startedAt }: ServerIdentity,
  now: Date,
  samples: readonly Sample[],
): Promise<void> {
  await prisma.server.upsert({
    where: { id },
    create: { id, host, version, startedAt, lastSeenAt: now },
    update: { lastSeenAt: now },
    select: { id: true },
  })
  for (let at = 0; at < samples.length; at += portion) {
    const data = samples.slice(at, at + portion).map((sample) => ({ ...sample, serverId: id }))
    await prisma.healthSample.createMany({ data, skipDuplicates: true })
  }
}

/** Deletes what is older than two days, the oldest where there is too much all the same, and servers long gone. */
export async function deleteOld({ prisma }: Pick<Database, 'prisma'>, now: Date, most = mostSamples): Promise<void> {
  const before = new Date(now.getTime() - keptMs)
  await prisma.healthSample.deleteMany({ where: { at: { lt: before } } })
  await prisma.$executeRaw`
    DELETE FROM health_samples
    WHERE at < (SELECT s.at FROM health_samples s ORDER BY s.at DESC OFFSET ${most} LIMIT 1)`
  await prisma.server.deleteMany({ where: { lastSeenAt: { lt: before } } })
}
