import { cx } from '../../../lib/cx.ts'
import { useText } from '../../../lib/i18n.ts'
import { barOf, depthOf, lengthOf } from './scale.ts'
import { useSpanText } from './span-text.ts'
import type { Timeline, TimelineSpan } from './types.ts'

const indents = ['', 'pl-3', 'pl-6']

/** Waiting and interruptions are outlined, work is filled, parts of it are lighter, what did not end well is red. */
function look({ name, state, parent }: TimelineSpan): string {
  if (state === 'failed' || state === 'cut') return 'border border-contradicted bg-contradicted-soft'
  if (name === 'waiting' || name === 'interrupted') return 'border border-line-strong border-dashed bg-paper'
  if (parent === null) return 'bg-accent'
  return 'border border-accent bg-accent-soft'
}

/** The drawing; the table beside it says the same to those who do not see it. */
export function Waterfall({ timeline }: { timeline: Timeline }) {
  const { t } = useText()
  const { time, nameOf, stateOf, durationOf } = useSpanText()
  const { spans, firstWordsMs } = timeline
  const lengthMs = lengthOf(timeline)
  const first = firstWordsMs === null ? null : `${Math.min(100, (firstWordsMs / lengthMs) * 100)}%`
  return (
    <div aria-hidden className="grid gap-1.5 text-sm" data-testid="waterfall">
      {spans.map((span) => {
        const bar = barOf(span, lengthMs)
        return (
          <div
            key={span.id}
            className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 sm:grid-cols-[minmax(0,11rem)_minmax(0,1fr)_4.5rem]"
          >
            <span className={cx('truncate', indents[depthOf(span, spans)] ?? 'pl-6')}>
              <span className={span.parent === null ? 'text-ink' : 'text-ink-soft'}>{nameOf(span)}</span>
              {stateOf(span) && span.state !== 'open' && (
                <span className="ml-1.5 text-ink-faint text-xs">{stateOf(span)}</span>
              )}
            </span>
            <span className="figures whitespace-nowrap text-right text-ink-soft sm:order-last">{durationOf(span)}</span>
            <span className="relative col-span-2 block h-3 rounded-[3px] bg-sunken sm:col-span-1">
              {first !== null && (
                <span className="absolute inset-y-[-3px] w-px bg-line-strong" style={{ left: first }} />
              )}
              {span.state !== 'off' && (
                <span
                  className={cx('absolute inset-y-0 min-w-[3px] overflow-hidden rounded-[3px]', look(span))}
                  style={{ left: `min(${bar.left}%, calc(100% - 3px))`, width: `${bar.width}%` }}
                >
                  {bar.first !== null && (
                    <span className="absolute inset-y-0 right-0 bg-accent" style={{ left: `${bar.first}%` }} />
                  )}
                </span>
              )}
            </span>
          </div>
        )
      })}
      <div className="grid sm:grid-cols-[minmax(0,11rem)_minmax(0,1fr)_4.5rem] sm:gap-x-3">
        <span className="figures flex justify-between text-ink-faint text-xs sm:col-start-2">
          <span>0</span>
          <span>{time(lengthMs)}</span>
        </span>
      </div>
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-ink-faint text-xs">
        <Legend
          mark="h-2.5 w-4 rounded-[2px] border border-line-strong border-dashed"
          text={t('timeline.legendWait')}
        />
        <Legend mark="h-2.5 w-4 rounded-[2px] bg-accent" text={t('timeline.legendStep')} />
        <Legend mark="h-2.5 w-4 rounded-[2px] border border-accent bg-accent-soft" text={t('timeline.legendPart')} />
        {first !== null && <Legend mark="h-3 w-px bg-line-strong" text={t('timeline.legendFirst')} />}
      </ul>
    </div>
  )
}

const Legend = ({ mark, text }: { mark: string; text: string }) => (
  <li className="inline-flex items-center gap-1.5">
    <span className={cx('shrink-0', mark)} />
    {text}
  </li>
)
