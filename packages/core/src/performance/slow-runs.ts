import { type AnswerKind, asSystem, type Database, type QueryMode } from '@sarvanom/db'
import type { LaneName, StepSpan } from '../answers/index.ts'

/** A part of a run's time; all of them and what lies between make the whole. */
export interface RunStage {
  name: 'waiting' | 'plan' | 'retrieve' | 'synthesize' | 'fact-check' | 'cite'
  ms: number
}

/** Of whom and about what it was is not told. */
export interface SlowRun {
  runId: string
  queryId: string
  mode: QueryMode
  kind: AnswerKind | null
  askedAt: string
  completedAt: string
  /** From the asking to the end. */
  totalMs: number
  stages: RunStage[]
  searches: number
  /** The longest of each lane's searches. */
  lanes: { lane: LaneName; ms: number }[]
  /** The model's call within `synthesize`, where there was one. */
  model: { ms: number; firstMs: number | null } | null
  claims: number
  takeovers: number
  modelCalls: number
  inputTokens: number
  outputTokens: number
}

const week = 7 * 86_400_000
const order = ['plan', 'retrieve', 'synthesize', 'fact-check', 'cite'] as const

/** The slowest completed runs of a period, of everybody. Who may see them, the caller has decided. */
export async function slowRuns(
  { db, clock }: { db: Database; clock: () => Date },
  { from, to, limit }: { from?: string | undefined; to?: string | undefined; limit: number },
): Promise<{ from: string; to: string; items: SlowRun[] }> {
  const end = to === undefined ? clock() : new Date(to)
  const begin = from === undefined ? new Date(end.getTime() - week) : new Date(from)
  const items = await asSystem(async () => {
    const slowest = await db.prisma.$queryRaw<{ id: string }[]>`
      SELECT id FROM runs WHERE status = 'completed' AND completed_at >= ${begin} AND completed_at < ${end}
      ORDER BY completed_at - created_at DESC LIMIT ${limit}`
    return await readRuns(
      db,
      slowest.map(({ id }) => id),
    )
  })
  return { from: begin.toISOString(), to: end.toISOString(), items }
}

async function readRuns({ prisma }: Database, ids: readonly string[]): Promise<SlowRun[]> {
  const rows = await prisma.run.findMany({
    where: { id: { in: [...ids] } },
    select: {
      id: true,
      queryId: true,
      createdAt: true,
      startedAt: true,
      completedAt: true,
      takeovers: true,
      modelCalls: true,
      inputTokens: true,
      outputTokens: true,
      query: { select: { mode: true } },
      answer: { select: { kind: true, _count: { select: { claims: true } } } },
      steps: { select: { name: true, startedAt: true, completedAt: true, spans: true } },
    },
  })
  const items = rows.flatMap(({ id, query, answer, steps, createdAt, startedAt, completedAt, ...run }): SlowRun[] => {
    if (!completedAt) return []
    const spans = steps.flatMap((step) => step.spans as unknown as StepSpan[])
    return [
      {
        ...run,
        runId: id,
        mode: query.mode,
        kind: answer?.kind ?? null,
        claims: answer?._count.claims ?? 0,
        askedAt: createdAt.toISOString(),
        completedAt: completedAt.toISOString(),
        totalMs: between(createdAt, completedAt),
        stages: [
          { name: 'waiting', ms: between(createdAt, startedAt ?? completedAt) },
          ...order.flatMap((name) => {
            const step = steps.find((one) => one.name === name)
            return step ? [{ name, ms: between(step.startedAt, step.completedAt) }] : []
          }),
        ],
        ...partsOf(spans),
      },
    ]
  })
  return items.sort((a, b) => b.totalMs - a.totalMs)
}

const between = (from: Date, to: Date) => Math.max(0, to.getTime() - from.getTime())

function partsOf(spans: readonly StepSpan[]): Pick<SlowRun, 'searches' | 'lanes' | 'model'> {
  const lanes = new Map<LaneName, number>()
  let searches = 0
  let model: SlowRun['model'] = null
  for (const span of spans) {
    if (span.name === 'model') model = { ms: span.ms, firstMs: span.firstMs }
    else {
      searches += 1
      for (const { lane, status, ms } of span.lanes)
        if (status !== 'off') lanes.set(lane, Math.max(lanes.get(lane) ?? 0, ms))
    }
  }
  return { searches, lanes: [...lanes].map(([lane, ms]) => ({ lane, ms })), model }
}
