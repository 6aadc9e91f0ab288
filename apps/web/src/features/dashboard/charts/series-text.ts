import type { Figures } from '@sarvanom/core/schemas'
import type { Translate } from '../../../lib/messages.ts'
import type { ChartKind, Series, Unit } from './chart-kinds.ts'

/** The column that stands highest, by the sum of its parts or its highest point; null where every column is empty. */
export function peakOf({ look, series }: Pick<ChartKind, 'look' | 'series'>, buckets: readonly Figures[]) {
  let peak: { index: number; value: number } | null = null
  for (const [index, figures] of buckets.entries()) {
    const values = series.map(({ value }) => value(figures) ?? 0)
    const height = look === 'bars' ? values.reduce((sum, value) => sum + value, 0) : Math.max(...values)
    if (height > (peak?.value ?? 0)) peak = { index, value: height }
  }
  return peak
}

/** "Answered 4, Nothing found 1": the figures of one column or of the whole period, to be read out. */
export const seriesText = (
  t: Translate,
  series: readonly Series[],
  figures: Figures,
  text: (value: number | null) => string,
): string => series.map(({ label, value }) => `${t(label)} ${text(value(figures))}`).join(', ')

/** Shares always stand equally high: there the highest column says nothing. */
export const hasPeak = (unit: Unit): boolean => unit !== 'share'
