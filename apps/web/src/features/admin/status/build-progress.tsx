import { formatDuration, formatNumber } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'

/** How far a build is, by chunks written; the estimate only where there is one. */
export function BuildProgress({
  label,
  done,
  total,
  secondsLeft = null,
}: {
  label: string
  done: number
  total: number
  secondsLeft?: number | null
}) {
  const { t, locale } = useText()
  const number = (value: number) => formatNumber(locale, value)
  return (
    <div className="grid gap-1.5">
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={Math.max(total, done)}
        aria-valuenow={done}
        className="h-1.5 overflow-hidden rounded-full bg-line"
      >
        <div
          className="h-full rounded-full bg-accent transition-[width]"
          style={{ width: `${(done / Math.max(total, done, 1)) * 100}%` }}
        />
      </div>
      <p className="figures flex flex-wrap gap-x-3 text-ink-soft text-sm">
        <span>{t('status.buildDone', { done: number(done), total: number(total) })}</span>
        {secondsLeft !== null && <span>{t('status.buildLeft', { time: formatDuration(locale, secondsLeft) })}</span>}
      </p>
    </div>
  )
}
