import { formatStamp } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import { StateMark } from './state-mark.tsx'
import { spansOf } from './summary.ts'
import type { SystemStatus } from './types.ts'

const head = 'py-2 pr-4 text-left font-medium text-ink-faint text-sm'

/** What the strips draw, in words: from when until when each check was in which state. */
export function HistoryTable({ checks, history }: Pick<SystemStatus, 'checks' | 'history'>) {
  const { t, locale } = useText()
  const time = (ms: number) => formatStamp(locale, new Date(ms).toISOString())
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="overflow-x-auto" tabIndex={0} aria-label={t('status.tableLabel')}>
      <table className="w-full min-w-[560px] border-collapse">
        <thead>
          <tr className="border-line border-b">
            {(['check', 'state', 'from', 'until', 'samples'] as const).map((key) => (
              <th key={key} scope="col" className={head}>
                {t(`status.column_${key}`)}
              </th>
            ))}
          </tr>
        </thead>
        {checks.map(({ name }) => (
          <tbody key={name} className="border-line border-b">
            {spansOf(history.checks[name], Date.parse(history.from), history.cellSeconds * 1000).map((span, index) => (
              <tr key={span.from} className="figures text-sm">
                <th scope="row" className="py-1.5 pr-4 text-left font-medium">
                  {index === 0 ? (
                    t(`status.check_${name}`)
                  ) : (
                    <span className="sr-only">{t(`status.check_${name}`)}</span>
                  )}
                </th>
                <td className="py-1.5 pr-4">
                  <span className="inline-flex items-center gap-1.5">
                    <StateMark state={span.state} size={14} />
                    {t(`status.state_${span.state}`)}
                  </span>
                </td>
                <td className="py-1.5 pr-4 text-ink-soft">{time(span.from)}</td>
                <td className="py-1.5 pr-4 text-ink-soft">{index === 0 ? t('status.now') : time(span.until)}</td>
                <td className="py-1.5 pr-4 text-ink-soft">{span.samples}</td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </section>
  )
}
