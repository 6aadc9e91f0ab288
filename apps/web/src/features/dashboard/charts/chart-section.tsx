import type { AnalyticsTimeseries, Figures } from '@sarvanom/core/schemas'
import { useNavigate } from '@tanstack/react-router'
import { ChartColumn, Table2 } from 'lucide-react'
import { lazy, Suspense, useId, useRef, useState } from 'react'
import { IconButton } from '../../../components/ui/icon-button.tsx'
import { Skeleton } from '../../../components/ui/states.tsx'
import { useText } from '../../../lib/i18n.ts'
import { ExportLink } from '../export-link.tsx'
import type { FilterInput } from '../filter/dashboard-filter.ts'
import type { DashboardSearch } from '../filter/dashboard-search.ts'
import { rowsAt } from '../rows.ts'
import { bucketDays, bucketText, bucketTick, daysText } from '../time-text.ts'
import { useFigureText } from '../use-figure-text.ts'
import type { ChartKind } from './chart-kinds.ts'
import { ChartTable } from './chart-table.tsx'
import { Readout } from './readout.tsx'
import { Scrubber } from './scrubber.tsx'
import { hasPeak, peakOf, seriesText } from './series-text.ts'

const TimeChart = lazy(() => import('./time-chart.tsx').then((module) => ({ default: module.TimeChart })))

interface Props {
  kind: ChartKind
  timeseries: AnalyticsTimeseries
  /** Of the whole period: a median of days is not the median of their medians. */
  total: Figures
  filter: DashboardSearch
  input: FilterInput
  /** What has to be known to read it. */
  note?: string
}

/** One chart: its numbers above it, a table behind it, and from every column a way to the rows that it counts. */
export function ChartSection({ kind, timeseries, total, filter, input, note }: Props) {
  const { t, locale } = useText()
  const id = useId()
  const navigate = useNavigate()
  const [pointed, setPointed] = useState<number | null>(null)
  const [isTable, setIsTable] = useState(false)
  const part = useRef<string | null>(null)
  const figureText = useFigureText(timeseries.currency)
  const text = (value: number | null) => figureText(kind.unit, value)
  const { buckets, granularity, timeZone } = timeseries
  // Another filter may have fewer columns than the one that was pointed at.
  const active = pointed !== null && pointed < buckets.length ? pointed : null
  const chosen = active === null ? undefined : buckets[active]
  const when = chosen && active !== null ? bucketText(locale, timeseries, active) : daysText(locale, timeseries)
  const peak = peakOf(kind, buckets)
  const told = seriesText(t, kind.series, chosen ?? total, text)
  const title = t(kind.title)
  const open = (index: number) => {
    const pressed = kind.series.find(({ key }) => key === part.current)
    part.current = null
    void navigate(rowsAt(pressed?.rows ?? kind.rows, filter, bucketDays(timeseries, index)))
  }
  return (
    <section aria-labelledby={id} className="min-w-0">
      <header className="flex items-center gap-1">
        <h3 id={id} className="min-w-0 flex-1 truncate font-semibold">
          {title}
        </h3>
        <IconButton
          icon={isTable ? ChartColumn : Table2}
          label={t(isTable ? 'dashboard.asChart' : 'dashboard.asTable', { title })}
          onClick={() => setIsTable(!isTable)}
        />
        <ExportLink input={input} report={{ report: 'timeseries', granularity }} title={title} />
      </header>
      <Readout
        kind={kind}
        when={when}
        figures={chosen ?? total}
        bucket={active === null ? undefined : bucketDays(timeseries, active)}
        filter={filter}
        text={text}
      />
      <p id={`${id}-summary`} className="sr-only">
        {`${daysText(locale, timeseries)}: ${seriesText(t, kind.series, total, text)}.`}{' '}
        {peak &&
          hasPeak(kind.unit) &&
          t('dashboard.peak', { when: bucketText(locale, timeseries, peak.index), value: text(peak.value) })}{' '}
        {t('dashboard.scrub')}
      </p>
      <div className="h-60">
        {isTable ? (
          <ChartTable
            kind={kind}
            timeseries={timeseries}
            caption={`${title}, ${daysText(locale, timeseries)}`}
            filter={filter}
            text={text}
          />
        ) : peak === null ? (
          <p className="grid size-full place-items-center rounded-box bg-sunken text-ink-faint">
            {t('dashboard.nothing')}
          </p>
        ) : (
          <Scrubber
            count={buckets.length}
            active={active}
            label={title}
            describedBy={`${id}-summary`}
            valueText={`${when}: ${told}`}
            onActive={(index) => {
              part.current = null
              setPointed(index)
            }}
            onOpen={open}
          >
            <Suspense fallback={<Skeleton className="size-full" />}>
              <TimeChart
                kind={kind}
                scope={id}
                buckets={buckets}
                ticks={buckets.map(({ start }) => bucketTick(locale, timeZone, granularity, start))}
                active={active}
                axisText={(value) => figureText(kind.unit, value, { short: true })}
                onPart={(key) => {
                  part.current = key
                }}
              />
            </Suspense>
          </Scrubber>
        )}
      </div>
      {note && <p className="mt-2 text-ink-faint text-sm">{note}</p>}
    </section>
  )
}
