import { formatMilliseconds } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import type { TimelineSpan } from './types.ts'

/** What a span is called, and what is to be said of how it went. */
export function useSpanText() {
  const { t, locale } = useText()
  // Times are stored to the millisecond.
  const time = (ms: number) => (ms < 1 ? `< ${formatMilliseconds(locale, 1)}` : formatMilliseconds(locale, ms))
  return {
    nameOf: ({ name }: TimelineSpan) => t(`timeline.span_${name}`),
    /** Empty for what simply went well. */
    stateOf: ({ state }: TimelineSpan) => (state === 'done' ? '' : t(`timeline.state_${state}`)),
    durationOf: ({ durationMs, state }: TimelineSpan) =>
      state === 'off' ? '–' : durationMs === null ? t('timeline.state_open') : time(durationMs),
    time,
  }
}
