import type { UserActor } from '../access/index.ts'
import { type AnalyticsContext, scopeOf } from './context.ts'
import { readFigures } from './figures/read-figures.ts'
import { partsOf, periodAndBefore, resolvePeriod } from './period.ts'
import { reachOf } from './reach.ts'
import type { AnalyticsFilter, AnalyticsOverview, AnalyticsTimeseries, Granularity } from './schema.ts'
import { inSnapshot } from './snapshot.ts'

/** The figures of a period and of the one before it. @throws DomainError as `reachOf` and `resolvePeriod` */
export async function analyticsOverview(
  context: AnalyticsContext,
  actor: UserActor,
  filter: AnalyticsFilter,
): Promise<AnalyticsOverview> {
  const period = resolvePeriod(filter, context.clock())
  const reach = await reachOf(context, actor, filter)
  const { models } = await context.settings.get()
  const [previous, figures] = await inSnapshot(context, (read) =>
    readFigures(read, reach, periodAndBefore(period), models),
  )
  if (!figures || !previous) throw new Error('two parts were asked for')
  return { ...(await scopeOf(context, reach, period)), figures, previous }
}

/** The figures of every hour, day, week or month of a period. */
export async function analyticsTimeseries(
  context: AnalyticsContext,
  actor: UserActor,
  { granularity, ...filter }: AnalyticsFilter & { granularity: Granularity },
): Promise<AnalyticsTimeseries> {
  const period = resolvePeriod(filter, context.clock())
  const parts = partsOf(period, granularity)
  const reach = await reachOf(context, actor, filter)
  const { models } = await context.settings.get()
  const figures = await inSnapshot(context, (read) => readFigures(read, reach, parts, models))
  const buckets = figures.map((one, n) => ({ start: period.zone.label(parts.starts[n] ?? 0), ...one }))
  return { ...(await scopeOf(context, reach, period)), granularity, buckets }
}
