import { useId, useState } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { formatMilliseconds, formatStamp } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import { useFoundText } from './found-text.ts'
import { HistoryTable } from './history-table.tsx'
import { StateMark } from './state-mark.tsx'
import { Strip } from './strip.tsx'
import type { CheckView, SystemStatus } from './types.ts'

/** Every check: what it found now, and how its last day went. */
export function CheckList({ checks, history }: Pick<SystemStatus, 'checks' | 'history'>) {
  const { t } = useText()
  const [asTable, setAsTable] = useState(false)
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <div className="mb-2 flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
        <h3 id={id} className="font-semibold text-lg">
          {t('status.checks')}
        </h3>
        <Legend />
      </div>
      <ul className="divide-y divide-line border-line border-y">
        {checks.map((check) => (
          <CheckRow key={check.name} check={check} history={history.checks[check.name]} />
        ))}
      </ul>
      <div className="mt-3">
        <Button
          size="sm"
          variant="quiet"
          className="-ml-3"
          aria-expanded={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {t(asTable ? 'status.hideTable' : 'status.showTable')}
        </Button>
      </div>
      {asTable && <HistoryTable checks={checks} history={history} />}
    </section>
  )
}

const Legend = () => {
  const { t } = useText()
  return (
    <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-ink-faint text-sm">
      <span>{t('status.lastDay')}</span>
      {(['ok', 'degraded', 'failed', 'off'] as const).map((state) => (
        <span key={state} className="inline-flex items-center gap-1.5">
          <StateMark state={state} size={14} />
          {t(`status.state_${state}`)}
        </span>
      ))}
    </p>
  )
}

function CheckRow({
  check,
  history,
}: {
  check: CheckView
  history: SystemStatus['history']['checks'][CheckView['name']]
}) {
  const { t, locale } = useText()
  const foundText = useFoundText()
  const name = t(`status.check_${check.name}`)
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1.5 py-3 md:grid-cols-[168px_minmax(0,1fr)_64px_384px]">
      <p className="flex items-center gap-2.5">
        <StateMark state={check.status} />
        <span className="min-w-0">
          <span className="font-semibold">{name}</span>
          <span className="block text-ink-faint text-sm">{t(`status.state_${check.status}`)}</span>
        </span>
      </p>
      <p className="min-w-0 text-ink-soft max-md:order-last max-md:col-span-2">{foundText(check)}</p>
      <p
        className="figures text-right text-ink-faint text-sm"
        title={t('status.checkedAt', { when: formatStamp(locale, check.checkedAt) })}
      >
        {check.status !== 'off' && formatMilliseconds(locale, check.latencyMs)}
      </p>
      <div className="max-md:order-last max-md:col-span-2">
        <Strip name={name} history={history} />
      </div>
    </li>
  )
}
