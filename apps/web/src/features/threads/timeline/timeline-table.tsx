import { formatMilliseconds } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import { depthOf } from './scale.ts'
import { useSpanText } from './span-text.ts'
import type { Timeline } from './types.ts'

const head = 'py-1.5 pr-3 font-medium text-ink-faint'

/** The same as the drawing, in words and figures. */
export function TimelineTable({ timeline }: { timeline: Timeline }) {
  const { t, locale } = useText()
  const { nameOf, stateOf, durationOf, time } = useSpanText()
  return (
    <details className="text-sm">
      <summary className="inline-block rounded-[4px] text-accent hover:underline">{t('timeline.asTable')}</summary>
      <table className="mt-2 w-full border-collapse text-left">
        <caption className="sr-only">{t('timeline.title')}</caption>
        <thead>
          <tr className="border-line border-b">
            <th scope="col" className={head}>
              {t('timeline.column_step')}
            </th>
            <th scope="col" className={`${head} text-right`}>
              {t('timeline.column_begins')}
            </th>
            <th scope="col" className={`${head} pr-0 text-right`}>
              {t('timeline.column_takes')}
            </th>
          </tr>
        </thead>
        <tbody>
          {timeline.spans.map((span) => (
            <tr key={span.id} className="border-line border-t align-top">
              <th scope="row" className="py-1.5 pr-3 font-normal text-ink">
                {'· '.repeat(depthOf(span, timeline.spans))}
                {nameOf(span)}
                {stateOf(span) && <span className="text-ink-faint"> ({stateOf(span)})</span>}
                {span.firstMs != null && (
                  <span className="block text-ink-faint text-xs">
                    {t('timeline.firstToken', { time: time(span.firstMs) })}
                  </span>
                )}
              </th>
              <td className="figures py-1.5 pr-3 text-right text-ink-soft">
                {formatMilliseconds(locale, span.startMs)}
              </td>
              <td className="figures py-1.5 text-right text-ink-soft">{durationOf(span)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
