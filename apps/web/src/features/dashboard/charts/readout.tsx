import type { Figures } from '@sarvanom/core/schemas'
import { Link } from '@tanstack/react-router'
import { useId } from 'react'
import { cx } from '../../../lib/cx.ts'
import { useText } from '../../../lib/i18n.ts'
import type { DashboardSearch } from '../filter/dashboard-search.ts'
import type { Days } from '../filter/period.ts'
import { rowsAt } from '../rows.ts'
import type { ChartKind } from './chart-kinds.ts'
import { Swatch } from './tones.tsx'

interface Props {
  kind: ChartKind
  when: string
  figures: Figures
  bucket: Days | undefined
  filter: DashboardSearch
  text: (value: number | null) => string
}

/** By the number of series. Fixed, so that no figure, however long, moves another. */
const columns: Record<number, string> = {
  3: 'sm:grid-cols-3',
  4: 'sm:grid-cols-4 md:grid-cols-2 lg:grid-cols-4',
}

/** Legend and tooltip in one place that never moves: each series with its figure, of the whole or of one column. */
export function Readout({ kind, when, figures, bucket, filter, text }: Props) {
  const { t } = useText()
  const id = useId()
  return (
    <div className="mt-1 mb-3">
      <p className="flex items-baseline justify-between gap-3 text-sm">
        <span className="figures min-w-0 truncate text-ink-soft">{when}</span>
        <Link
          {...rowsAt(kind.rows, filter, bucket)}
          className="shrink-0 text-accent underline-offset-2 hover:underline"
        >
          {t(kind.rowsText)}
        </Link>
      </p>
      <ul className={cx('mt-2 grid grid-cols-2 gap-x-3 gap-y-2', columns[kind.series.length])}>
        {kind.series.map(({ key, label, tone, value, rows }) => (
          <li key={key} className="min-w-0">
            <span className="flex items-center gap-1.5 text-ink-soft text-sm">
              <Swatch scope={`${id}-${key}`} tone={tone} line={kind.look === 'lines'} />
              {rows ? (
                <Link {...rowsAt(rows, filter, bucket)} className="truncate underline-offset-2 hover:underline">
                  {t(label)}
                </Link>
              ) : (
                <span className="truncate">{t(label)}</span>
              )}
            </span>
            <span className="figures block truncate font-medium">{text(value(figures))}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
