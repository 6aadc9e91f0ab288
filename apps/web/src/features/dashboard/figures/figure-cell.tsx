import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { formatShare, kept } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import type { DashboardSearch } from '../filter/dashboard-search.ts'
import { type Rows, rowsAt } from '../rows.ts'
import type { Change } from './change.ts'

const formatGrowth = (locale: string, share: number): string =>
  kept(
    `g.${locale}`,
    () => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' }),
  ).format(share)

const formatPoints = (locale: string, points: number): string =>
  kept(`o.${locale}`, () => new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' })).format(points)

/** The change in words, always with what there was before, so that nobody has to trust a percentage. */
function useChangeText() {
  const { t, locale } = useText()
  return (change: Change, before: string): string => {
    const was = t('dashboard.before', { value: before })
    switch (change.kind) {
      case 'none':
      case 'fromZero':
        return was
      case 'same':
        return t('dashboard.unchanged')
      case 'share':
        return `${Math.abs(change.share) < 0.005 ? `< ${formatShare(locale, 0.01)}` : formatGrowth(locale, change.share)} · ${was}`
      case 'points':
        return `${t('dashboard.points', { count: Math.abs(change.points), points: formatPoints(locale, change.points) })} · ${was}`
      default:
        return change satisfies never
    }
  }
}

export interface FigureProps {
  label: string
  value: ReactNode
  note?: ReactNode
  /** Left out where nothing can be compared. */
  change?: Change
  before?: string
  rows?: Rows
}

export function FigureCell({
  label,
  value,
  note,
  change,
  before = '',
  rows,
  filter,
}: FigureProps & { filter: DashboardSearch }) {
  const changeText = useChangeText()
  return (
    <div className="min-w-0 bg-paper p-4">
      <dt className="text-ink-soft text-sm">
        {rows ? (
          <Link {...rowsAt(rows, filter)} className="underline-offset-2 hover:text-accent hover:underline">
            {label}
          </Link>
        ) : (
          label
        )}
      </dt>
      <dd className="figures mt-1 font-semibold text-xl">{value}</dd>
      {note && <dd className="figures text-ink-soft text-sm">{note}</dd>}
      {change && <dd className="figures text-ink-faint text-sm">{changeText(change, before)}</dd>}
    </div>
  )
}
