import type { UserActor } from '../access/index.ts'
import { csvLine, recordAudit } from '../audit/index.ts'
import { everyRow } from '../paging.ts'
import type { AnalyticsContext } from './context.ts'
import { readFigures } from './figures/read-figures.ts'
import { type Period, partsOf, resolvePeriod, wholePeriod } from './period.ts'
import { type QuestionRow, questionRows } from './question-rows.ts'
import { questionView } from './questions.ts'
import { mayReadAll, needsPermission, type Reach, reachOf } from './reach.ts'
import {
  itemColumns,
  itemLine,
  questionColumns,
  questionLine,
  searchColumns,
  searchLine,
  seriesColumns,
  seriesLine,
} from './report-lines.ts'
import type { AnalyticsFilter, exportReports, Granularity, QuestionKind } from './schema.ts'
import { type SearchRow, searchRows, searchView } from './searches.ts'
import { inSnapshot } from './snapshot.ts'
import { topItems, unusedPages } from './top/top.ts'

type Report = (typeof exportReports)[number]
interface Wanted {
  report: Report
  granularity: Granularity
  kind: QuestionKind
  reach: Reach
  period: Period
}

const portion = 500

/**
 * A report as the text of a CSV file, a little at a time. Where it holds rows of others, the export is written down.
 *
 * @throws before the first piece only, as the procedure of the same figures; afterwards the sequence breaks off
 */
export async function exportAnalytics(
  context: AnalyticsContext,
  actor: UserActor,
  { report, granularity, kind, ...filter }: AnalyticsFilter & Pick<Wanted, 'report' | 'granularity' | 'kind'>,
  from: { address?: string },
): Promise<AsyncIterable<string>> {
  const period = resolvePeriod(filter, context.clock())
  if (report === 'timeseries') partsOf(period, granularity)
  if (report === 'people' && !mayReadAll(actor)) throw needsPermission()
  const reach = await reachOf(context, actor, filter)
  if (!reach.own) {
    await recordAudit(context.db.prisma, {
      actorId: actor.userId,
      action: 'analytics.export',
      detail: {
        report,
        from: period.from,
        to: period.to,
        timeZone: period.timeZone,
        ...(reach.collectionId === '' ? {} : { collectionId: reach.collectionId }),
        ...(reach.person === undefined ? {} : { userId: reach.person }),
      },
      ...from,
    })
  }
  return lines(context, actor, { report, granularity, kind, reach, period })
}

async function* lines(
  context: AnalyticsContext,
  actor: UserActor,
  wanted: Wanted,
): AsyncGenerator<string, void, undefined> {
  const { report, reach, period, kind } = wanted
  switch (report) {
    case 'timeseries': {
      const parts = partsOf(period, wanted.granularity)
      const { models } = await context.settings.get()
      yield csvLine(seriesColumns)
      const figures = await inSnapshot(context, (read) => readFigures(read, reach, parts, models))
      for (const [n, one] of figures.entries()) yield csvLine(seriesLine(period.zone.label(parts.starts[n] ?? 0), one))
      return
    }
    case 'questions': {
      yield csvLine(questionColumns)
      const rows = everyRow<QuestionRow>(portion, (after) =>
        inSnapshot(context, (read) => questionRows(read, reach, wholePeriod(period), { kind, limit: portion, after })),
      )
      for await (const row of rows) yield csvLine(questionLine(questionView(actor, row)))
      return
    }
    case 'searches': {
      yield csvLine(searchColumns)
      const rows = everyRow<SearchRow>(portion, (after) =>
        inSnapshot(context, (read) => searchRows(read, reach, wholePeriod(period), { limit: portion, after })),
      )
      for await (const row of rows) yield csvLine(searchLine(searchView(row)))
      return
    }
    case 'unused-documents': {
      yield csvLine(itemColumns[report])
      for await (const item of unusedPages(context, actor, { limit: undefined, reach, period }))
        yield csvLine(itemLine(item))
      return
    }
    default: {
      yield csvLine(itemColumns[report])
      for (const item of await topItems(context, actor, { list: report, limit: undefined, reach, period }))
        yield csvLine(itemLine(item))
    }
  }
}
