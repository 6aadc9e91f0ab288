import type { Database } from '@sarvanom/db'
import { type CheckName, type CheckStatus, checkNames } from '../schema.ts'

export const cellSeconds = 900
export const cellCount = 96
const cellMs = cellSeconds * 1000

/** A check's last day in quarter hours, oldest first; the last is the one under way. */
export interface CheckHistory {
  /** The worst of each; null where there is no sample, which says nothing about the part. */
  worst: (CheckStatus | null)[]
  samples: number[]
}

export interface HealthHistoryView {
  /** ISO; where the first cell begins. */
  from: string
  cellSeconds: number
  checks: Record<CheckName, CheckHistory>
}

/** Where the first of the cells begins: they are aligned to the clock, so that a cell stays the same while time goes on. */
export const firstCell = (now: Date): Date => new Date((Math.floor(now.getTime() / cellMs) - (cellCount - 1)) * cellMs)

interface CellRow {
  check: string
  cell: number
  worst: CheckStatus
  samples: number
}

/** Puts the rows where they belong; what has none is empty. */
export function historyOf(from: Date, rows: readonly CellRow[]): HealthHistoryView {
  const empty = (): CheckHistory => ({
    worst: Array.from({ length: cellCount }, () => null),
    samples: Array.from({ length: cellCount }, () => 0),
  })
  const checks = Object.fromEntries(checkNames.map((name) => [name, empty()])) as Record<CheckName, CheckHistory>
  for (const { check, cell, worst, samples } of rows) {
    const history = checks[check as CheckName]
    if (!history || cell < 0 || cell >= cellCount) continue
    history.worst[cell] = worst
    history.samples[cell] = samples
  }
  return { from: from.toISOString(), cellSeconds, checks }
}

/** The last 24 hours as all servers saw them. */
export async function readHistory({ prisma }: Pick<Database, 'prisma'>, now: Date): Promise<HealthHistoryView> {
  const from = firstCell(now)
  const rows = await prisma.$queryRaw<CellRow[]>`
    SELECT "check", floor(extract(epoch FROM at - ${from}::timestamptz) / ${cellSeconds}::int)::int AS cell,
           max(status)::text AS worst, count(*)::int AS samples
    FROM health_samples WHERE at >= ${from} GROUP BY 1, 2`
  return historyOf(from, rows)
}

const presentMs = 5 * 60_000
const mostServers = 100

export interface ServerView {
  id: string
  host: string
  version: string
  startedAt: string
  lastSeenAt: string
}

/** The servers that said in the last minutes that they live, the latest start first. */
export async function readServers({ prisma }: Pick<Database, 'prisma'>, now: Date): Promise<ServerView[]> {
  const rows = await prisma.server.findMany({
    where: { lastSeenAt: { gt: new Date(now.getTime() - presentMs) } },
    orderBy: [{ startedAt: 'desc' }, { id: 'asc' }],
    take: mostServers,
    select: { id: true, host: true, version: true, startedAt: true, lastSeenAt: true },
  })
  return rows.map(({ startedAt, lastSeenAt, ...row }) => {
    return { ...row, startedAt: startedAt.toISOString(), lastSeenAt: lastSeenAt.toISOString() }
  })
}
