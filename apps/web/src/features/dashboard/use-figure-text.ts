import { formatMilliseconds, formatNumber, formatShare, kept } from '../../lib/format.ts'
import { useText } from '../../lib/i18n.ts'
import type { Unit } from './charts/chart-kinds.ts'

/** An amount of money; small ones, as single answers cost, with more digits. */
export const formatCost = (locale: string, currency: string, amount: number): string => {
  const digits = amount !== 0 && Math.abs(amount) < 1 ? 4 : 2
  return kept(
    `c.${locale}.${currency}.${digits}`,
    () =>
      new Intl.NumberFormat(locale, {
        style: 'currency',
        currency,
        minimumFractionDigits: 2,
        maximumFractionDigits: digits,
      }),
  ).format(amount)
}

const formatCompact = (locale: string, value: number): string =>
  kept(`k.${locale}`, () => new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 })).format(
    value,
  )

/** Milliseconds beside an axis: by the symbol of the unit, which is the same in every language and short in each. */
function formatTick(locale: string, milliseconds: number): string {
  if (milliseconds < 1000) return `${formatNumber(locale, milliseconds)}\u00a0ms`
  const seconds = milliseconds / 1000
  return seconds < 120 ? `${formatNumber(locale, seconds)}\u00a0s` : `${formatNumber(locale, seconds / 60)}\u00a0min`
}

/** A figure in its unit; null, where nothing was measured, in words. `short` is for the marks of an axis. */
export function useFigureText(currency: string | null) {
  const { t, locale } = useText()
  const written = (unit: Unit, value: number, short: boolean): string => {
    switch (unit) {
      case 'count':
        return short ? formatCompact(locale, value) : formatNumber(locale, value)
      case 'milliseconds':
        return short ? formatTick(locale, value) : formatMilliseconds(locale, value)
      case 'share':
        return formatShare(locale, value)
      case 'cost':
        return currency === null ? t('dashboard.noPrice') : formatCost(locale, currency, value)
      default:
        return unit satisfies never
    }
  }
  return (unit: Unit, value: number | null, { short = false } = {}): string =>
    value === null ? t('dashboard.noData') : written(unit, value, short)
}
