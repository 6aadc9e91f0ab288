import type { AnalyticsTimeseries } from '@sarvanom/core/schemas'
import { Link } from '@tanstack/react-router'
import { useText } from '../../../lib/i18n.ts'
import type { DashboardSearch } from '../filter/dashboard-search.ts'
import { rowsAt } from '../rows.ts'
import { bucketDays, bucketText } from '../time-text.ts'
import type { ChartKind } from './chart-kinds.ts'

interface Props {
  kind: ChartKind
  timeseries: AnalyticsTimeseries
  caption: string
  filter: DashboardSearch
  text: (value: number | null) => string
}

/** The numbers behind a chart, each row a way to what stands behind it. */
export function ChartTable({ kind, timeseries, caption, filter, text }: Props) {
  const { t, locale } = useText()
  const head =
    'sticky top-0 bg-paper py-1.5 pl-4 text-right font-medium text-ink-faint text-sm first:pl-0 first:text-left'
  return (
    <div className="size-full overflow-auto border-line border-y">
      <table className="figures w-full border-collapse">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            <th scope="col" className={head}>
              {t(`dashboard.by_${timeseries.granularity}`)}
            </th>
            {kind.series.map(({ key, label }) => (
              <th key={key} scope="col" className={head}>
                {t(label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {timeseries.buckets.map((bucket, index) => (
            <tr key={bucket.start} className="border-line border-t">
              <th scope="row" className="whitespace-nowrap py-1.5 text-left font-normal">
                <Link
                  {...rowsAt(kind.rows, filter, bucketDays(timeseries, index))}
                  className="text-accent underline-offset-2 hover:underline"
                >
                  {bucketText(locale, timeseries, index)}
                </Link>
              </th>
              {kind.series.map(({ key, value }) => (
                <td key={key} className="py-1.5 pl-4 text-right">
                  {text(value(bucket))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
