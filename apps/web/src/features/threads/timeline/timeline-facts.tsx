import { formatNumber } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import { useSpanText } from './span-text.ts'
import type { Timeline } from './types.ts'

/** The figures of the whole run. What was not measured is not there. */
export function TimelineFacts({ timeline }: { timeline: Timeline }) {
  const { t, locale } = useText()
  const { time } = useSpanText()
  const { totalMs, firstWordsMs, passages, answer, usage, takeovers } = timeline
  const tokens = [usage.inputTokens, usage.outputTokens].map((count) => formatNumber(locale, count))
  const facts: [label: string, value: string | null][] = [
    [t('timeline.total'), totalMs === null ? t('timeline.state_open') : time(totalMs)],
    [t('timeline.firstWords'), firstWordsMs === null ? null : time(firstWordsMs)],
    [t('timeline.passages'), passages === null ? null : formatNumber(locale, passages)],
    [t('timeline.claims'), answer && formatNumber(locale, answer.claims)],
    [
      t('timeline.tokens'),
      usage.modelCalls > 0 ? t('timeline.tokensText', { input: tokens[0] ?? '', output: tokens[1] ?? '' }) : null,
    ],
    [t('timeline.takeovers'), takeovers > 0 ? formatNumber(locale, takeovers) : null],
  ]
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-2">
      {facts.map(
        ([label, value]) =>
          value !== null && (
            <div key={label}>
              <dt className="text-ink-faint text-xs">{label}</dt>
              <dd className="figures text-ink text-sm">{value}</dd>
            </div>
          ),
      )}
    </dl>
  )
}
