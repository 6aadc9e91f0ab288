import type { Database } from '@sarvanom/db'
import type { UserActor } from '../../access/index.ts'
import { notFound } from '../../errors.ts'
import type { Stage } from '../schema.ts'
import type { StepSpan } from '../spans.ts'
import { buildSpans, type RunTimeline } from './build-timeline.ts'

/** What of the events tells times; of their contents only the stage and the number of hits. */
interface EventRow {
  type: string
  at: Date
  stage: Stage | null
  hits: number | null
}

/**
 * How the answer to a question of one's own came about: its last run, or the one that is asked for.
 *
 * @throws DomainError NOT_FOUND for a question of somebody else's, and for a run of another question.
 */
export async function runTimeline(
  { db }: { db: Database },
  actor: UserActor,
  { id, runId }: { id: string; runId?: string | undefined },
): Promise<RunTimeline> {
  const runs = await db.prisma.run.findMany({
    where: { queryId: id, query: { userId: actor.userId } },
    orderBy: { attempt: 'asc' },
    select: {
      id: true,
      attempt: true,
      status: true,
      createdAt: true,
      startedAt: true,
      completedAt: true,
      takenUpAt: true,
      takeovers: true,
      traceId: true,
      modelCalls: true,
      inputTokens: true,
      outputTokens: true,
      answer: { select: { kind: true, model: true, _count: { select: { claims: true } } } },
      steps: { select: { name: true, startedAt: true, completedAt: true, spans: true } },
    },
  })
  const run = runId === undefined ? runs.at(-1) : runs.find((one) => one.id === runId)
  if (!run) throw notFound()
  const events = await db.prisma.$queryRaw<EventRow[]>`
    SELECT type, at, payload->>'stage' AS stage, jsonb_array_length(payload->'hits') AS hits
    FROM run_events WHERE run_id = ${run.id} ORDER BY seq`
  const steps = run.steps.map((step) => ({ ...step, spans: step.spans as unknown as StepSpan[] }))
  const since = (date: Date | undefined | null) => (date ? Math.max(0, date.getTime() - run.createdAt.getTime()) : null)
  return {
    runId: run.id,
    attempt: run.attempt,
    attempts: runs.map((one) => ({ runId: one.id, attempt: one.attempt })),
    status: run.status,
    askedAt: run.createdAt.toISOString(),
    totalMs: since(run.completedAt),
    firstWordsMs: since(events.find(({ type }) => type === 'text' || type === 'claim')?.at),
    takeovers: run.takeovers,
    passages: events.findLast(({ hits }) => hits !== null)?.hits ?? null,
    answer: run.answer && { kind: run.answer.kind, model: run.answer.model, claims: run.answer._count.claims },
    traceId: run.traceId,
    usage: { modelCalls: run.modelCalls, inputTokens: run.inputTokens, outputTokens: run.outputTokens },
    spans: buildSpans({
      ...run,
      steps,
      stages: events.flatMap(({ stage, at }) => (stage ? [{ stage, at }] : [])),
      signs: events.map(({ at }) => at),
    }),
  }
}
