import type { AnalyticsOverview } from '@sarvanom/core/schemas'
import { ThumbsDown, ThumbsUp } from 'lucide-react'
import { Skeleton } from '../../../components/ui/states.tsx'
import { useText } from '../../../lib/i18n.ts'
import type { DashboardSearch } from '../filter/dashboard-search.ts'
import { useFigureText } from '../use-figure-text.ts'
import { changeOf, pointsOf, shareOf } from './change.ts'
import { FigureCell, type FigureProps } from './figure-cell.tsx'
import { NoPrice } from './no-price.tsx'
import { endedOf, tokensOf, verdictsOf } from './totals.ts'

const gridClass =
  'grid grid-cols-2 gap-x-px gap-y-px overflow-hidden rounded-box border border-line bg-line sm:grid-cols-3 md:grid-cols-5'

/** The figures of the period, each beside what it was in the period before. */
export function Headline({
  overview,
  filter,
  searchesKept,
}: {
  overview: AnalyticsOverview
  filter: DashboardSearch
  /** Whether the searches of the period before are all still there to compare with. */
  searchesKept: boolean
}) {
  return (
    <dl className={gridClass}>
      {useFigures(overview, searchesKept).map((figure) => (
        <FigureCell key={figure.label} {...figure} filter={filter} />
      ))}
    </dl>
  )
}

export function HeadlineSkeleton() {
  const { t } = useText()
  return (
    <div role="status" className={gridClass}>
      <span className="sr-only">{t('common.loading')}</span>
      {Array.from({ length: 10 }, (_, index) => (
        <div key={index} className="grid h-29 content-start gap-2 bg-paper p-4">
          <Skeleton className="h-4 w-24" />
          <Skeleton className="h-6 w-16" />
          <Skeleton className="h-4 w-28" />
        </div>
      ))}
    </div>
  )
}

function useFigures({ figures, previous, currency, scope }: AnalyticsOverview, searchesKept: boolean): FigureProps[] {
  const { t } = useText()
  const text = useFigureText(currency)
  const count = (value: number) => text('count', value)
  const counted = (of: (figures: AnalyticsOverview['figures']) => number) => ({
    value: count(of(figures)),
    change: changeOf(of(figures), of(previous)),
    before: count(of(previous)),
  })
  const shared = (of: (figures: AnalyticsOverview['figures']) => number | null) => ({
    value: text('share', of(figures)),
    change: pointsOf(of(figures), of(previous)),
    before: text('share', of(previous)),
  })
  const timed = (key: 'timeToAnswerMs' | 'timeToFirstContentMs') => ({
    value: text('milliseconds', figures[key].p50),
    note: figures[key].p95 !== null && t('dashboard.figures.within', { time: text('milliseconds', figures[key].p95) }),
    change: changeOf(figures[key].p50, previous[key].p50),
    before: text('milliseconds', previous[key].p50),
  })
  const { ratings, verdicts, documents, model } = figures
  return [
    {
      label: t('dashboard.figures.questions'),
      ...counted((one) => one.questions),
      note: scope === 'all' && t('dashboard.figures.askers', { count: figures.askers }),
      rows: { of: 'questions', kind: 'all' },
    },
    {
      label: t('dashboard.figures.answered'),
      ...shared((one) => shareOf(one.answered, endedOf(one))),
      note: t('dashboard.figures.answeredOf', { count: figures.answered, all: count(endedOf(figures)) }),
      rows: { of: 'questions', kind: 'unanswered' },
    },
    { label: t('dashboard.figures.time'), ...timed('timeToAnswerMs'), rows: { of: 'questions', kind: 'slow' } },
    { label: t('dashboard.figures.firstWords'), ...timed('timeToFirstContentMs') },
    {
      label: t('dashboard.figures.supported'),
      ...shared((one) => shareOf(one.verdicts.supported, verdictsOf(one))),
      note: t('dashboard.figures.otherVerdicts', {
        contradicted: count(verdicts.contradicted),
        notFound: count(verdicts.not_found),
      }),
      rows: { of: 'questions', kind: 'contradicted' },
    },
    {
      label: t('dashboard.figures.ratings'),
      value: <Ratings up={count(ratings.up)} down={count(ratings.down)} />,
      change: changeOf(ratings.up + ratings.down, previous.ratings.up + previous.ratings.down),
      before: count(previous.ratings.up + previous.ratings.down),
      rows: { of: 'questions', kind: 'low-rated' },
    },
    {
      label: t('dashboard.figures.searches'),
      ...(searchesKept ? counted((one) => one.searches) : { value: count(figures.searches) }),
      note: t('dashboard.figures.withoutHits', { count: figures.searchesWithoutHits }),
      rows: { of: 'searches' },
    },
    {
      label: t('dashboard.figures.documents'),
      ...counted((one) => one.documents.added),
      note: t('dashboard.figures.ingested', { indexed: count(documents.indexed), failed: count(documents.failed) }),
      rows: { of: 'documents' },
    },
    {
      label: t('dashboard.figures.tokens'),
      ...counted(tokensOf),
      note: t('dashboard.figures.calls', { count: model.calls }),
    },
    currency === null
      ? { label: t('dashboard.figures.cost'), value: <NoPrice /> }
      : {
          label: t('dashboard.figures.cost'),
          value: text('cost', model.cost),
          change: changeOf(model.cost, previous.model.cost),
          before: text('cost', previous.model.cost),
        },
  ]
}

function Ratings({ up, down }: { up: string; down: string }) {
  const { t } = useText()
  return (
    <span className="inline-flex gap-4">
      {[
        { key: 'up', icon: ThumbsUp, value: up, name: t('dashboard.figures.good') },
        { key: 'down', icon: ThumbsDown, value: down, name: t('dashboard.figures.bad') },
      ].map(({ key, icon: Icon, value, name }) => (
        <span key={key} className="inline-flex items-center gap-1.5">
          <Icon size={16} aria-hidden className="text-ink-faint" />
          <span className="sr-only">{name} </span>
          {value}
        </span>
      ))}
    </span>
  )
}
