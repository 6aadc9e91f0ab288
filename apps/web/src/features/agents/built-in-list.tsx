import { CircleAlert, CircleCheck, CircleDashed } from 'lucide-react'
import { cx } from '../../lib/cx.ts'
import { formatMilliseconds } from '../../lib/format.ts'
import { useText } from '../../lib/i18n.ts'
import type { BuiltInAgent } from './types.ts'

const looks = {
  ready: { icon: CircleCheck, tone: 'text-supported' },
  limited: { icon: CircleDashed, tone: 'text-unfound' },
  unavailable: { icon: CircleAlert, tone: 'text-contradicted' },
} as const

/** The agents inside every answer, with the state the server measured and what they did for the reader. */
export function BuiltInList({ agents }: { agents: BuiltInAgent[] }) {
  const { t, locale } = useText()
  return (
    <section aria-labelledby="built-in" className="mt-12">
      <h2 id="built-in" className="font-semibold text-lg">
        {t('agents.builtIn')}
      </h2>
      <p className="mt-0.5 mb-3 text-ink-soft">{t('agents.builtInLead')}</p>
      <ol className="divide-y divide-line border-line border-y">
        {agents.map((agent, index) => {
          const { icon: Icon, tone } = looks[agent.state]
          return (
            <li key={agent.name} className="grid grid-cols-[28px_minmax(0,1fr)_auto] gap-x-2 py-3">
              <span aria-hidden className="figures text-ink-faint text-sm leading-5">
                {index + 1}
              </span>
              <div className="min-w-0">
                <p className="font-medium">{t(`agents.${agent.name}`)}</p>
                <p className="text-ink-soft text-sm">{t(`agents.${agent.name}Text`)}</p>
                {(agent.state !== 'ready' || agent.name === 'synthesizer') && agent.message && (
                  <p className="mt-1 text-ink-faint text-sm">{agent.message}</p>
                )}
              </div>
              <div className="figures grid justify-items-end text-sm">
                <span className={cx('inline-flex items-center gap-1.5', tone)}>
                  <Icon size={15} aria-hidden />
                  {t(`agents.state_${agent.state}`)}
                </span>
                {agent.completed > 0 && (
                  <span className="mt-0.5 hidden text-ink-faint sm:inline">
                    {t('agents.done', { count: agent.completed })}
                    {agent.medianMs !== null &&
                      `, ${t('agents.median', { time: formatMilliseconds(locale, agent.medianMs) })}`}
                  </span>
                )}
              </div>
            </li>
          )
        })}
      </ol>
    </section>
  )
}
