import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { ErrorNote, Skeleton, SkeletonRows } from '../../components/ui/states.tsx'
import { trpc } from '../../lib/api.ts'
import { cx } from '../../lib/cx.ts'
import { useText } from '../../lib/i18n.ts'
import { chartKinds, costChart } from './charts/chart-kinds.ts'
import { ChartSection } from './charts/chart-section.tsx'
import { Headline, HeadlineSkeleton } from './figures/headline.tsx'
import { isNothing } from './figures/totals.ts'
import { useDashboardFilter } from './filter/use-dashboard-filter.ts'
import { searchesKeptDays } from './filter/words.ts'
import { NothingYet } from './nothing-yet.tsx'
import { AgentRanking } from './rankings/agent-ranking.tsx'
import { DocumentRanking } from './rankings/document-ranking.tsx'
import { ModelRanking } from './rankings/model-ranking.tsx'
import { PeopleRanking } from './rankings/people-ranking.tsx'
import { daysText } from './time-text.ts'

const twoColumns = 'grid grid-cols-[minmax(0,1fr)] gap-x-12 gap-y-10 md:grid-cols-2'

/** Figures, charts and rankings of the period. */
export function OverviewPage() {
  const { t, locale } = useText()
  const chartsId = useId()
  const rankingsId = useId()
  const { search, days, before, searchesFrom, input, scope, granularity } = useDashboardFilter()
  const overview = useQuery(trpc.analytics.overview.queryOptions(input, { placeholderData: (before) => before }))
  const timeseries = useQuery(
    trpc.analytics.timeseries.queryOptions({ ...input, granularity }, { placeholderData: (before) => before }),
  )
  if (overview.error) return <ErrorNote error={overview.error} onRetry={() => void overview.refetch()} />
  const nothing = overview.data && !overview.isPlaceholderData && isNothing(overview.data.figures)
  if (nothing && isNothing(overview.data.previous)) return <NothingYet search={search} />
  const isOld = overview.isPlaceholderData || timeseries.isPlaceholderData
  const charts = timeseries.data?.currency ? [...chartKinds, costChart] : chartKinds
  return (
    <div aria-busy={isOld || undefined} className={cx(isOld && 'opacity-60')}>
      <p className="figures mb-3 text-ink-faint text-sm">
        {t('dashboard.compared', { days: daysText(locale, days), before: daysText(locale, before) })}
      </p>
      {overview.data ? (
        <Headline overview={overview.data} filter={search} searchesKept={before.from >= searchesFrom} />
      ) : (
        <HeadlineSkeleton />
      )}
      <section aria-labelledby={chartsId} className="mt-12">
        <h2 id={chartsId} className="mb-4 font-semibold text-lg">
          {t('dashboard.overTime')}
        </h2>
        {timeseries.error ? (
          <ErrorNote error={timeseries.error} onRetry={() => void timeseries.refetch()} />
        ) : (
          <div className={twoColumns}>
            {charts.map((kind) =>
              timeseries.data && overview.data ? (
                <ChartSection
                  key={kind.id}
                  kind={kind}
                  timeseries={timeseries.data}
                  total={overview.data.figures}
                  filter={search}
                  input={input}
                  {...(kind.id === 'searches' &&
                    days.from < searchesFrom && { note: t('dashboard.searchesKept', { count: searchesKeptDays }) })}
                />
              ) : (
                <div key={kind.id} className="grid h-88 content-between">
                  <Skeleton className="h-5 w-40" />
                  <Skeleton className="h-60" />
                </div>
              ),
            )}
          </div>
        )}
      </section>
      <section aria-labelledby={rankingsId} className="mt-14">
        <h2 id={rankingsId} className="mb-4 font-semibold text-lg">
          {t('dashboard.rankings.title')}
        </h2>
        {overview.data ? (
          <div className={twoColumns}>
            <DocumentRanking input={input} />
            <AgentRanking input={input} filter={search} />
            <ModelRanking input={input} />
            {scope === 'all' && !search.person && <PeopleRanking input={input} filter={search} />}
          </div>
        ) : (
          <SkeletonRows count={5} className="h-11" />
        )}
      </section>
    </div>
  )
}
