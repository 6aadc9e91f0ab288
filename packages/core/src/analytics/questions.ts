import type { UserActor } from '../access/index.ts'
import { positionOf, toPage } from '../paging.ts'
import type { Page } from '../shared-schema.ts'
import type { AnalyticsContext } from './context.ts'
import { resolvePeriod, wholePeriod } from './period.ts'
import { type QuestionRow, questionRows } from './question-rows.ts'
import { reachOf } from './reach.ts'
import type { AnalyticsFilter, AnalyticsQuestion, QuestionKind } from './schema.ts'
import { inSnapshot } from './snapshot.ts'

/** The questions behind a figure, newest first. @throws DomainError as `reachOf` and `resolvePeriod` */
export async function analyticsQuestions(
  context: AnalyticsContext,
  actor: UserActor,
  {
    kind,
    limit,
    cursor,
    ...filter
  }: AnalyticsFilter & { kind: QuestionKind; limit: number; cursor?: string | undefined },
): Promise<Page<AnalyticsQuestion>> {
  const period = resolvePeriod(filter, context.clock())
  const reach = await reachOf(context, actor, filter)
  const after = cursor === undefined ? undefined : positionOf(cursor)
  const rows = await inSnapshot(context, (read) =>
    questionRows(read, reach, wholePeriod(period), { kind, limit: limit + 1, after }),
  )
  return toPage(
    rows,
    limit,
    (row) => row,
    (row) => questionView(actor, row),
  )
}

/** Who may see a question of another's may not open its answer: it has no thread. */
export const questionView = (actor: UserActor, row: QuestionRow): AnalyticsQuestion => ({
  queryId: row.queryId,
  threadId: row.userId === actor.userId ? row.threadId : null,
  question: row.question,
  askedAt: row.at.toISOString(),
  user: { id: row.userId, name: row.name },
  status: row.status,
  kind: row.kind,
  errorCode: row.errorCode,
  totalMs: row.totalMs,
  verdicts: { supported: row.supported, contradicted: row.contradicted, not_found: row.notFound },
  rating: row.rating,
  comment: row.comment,
})
