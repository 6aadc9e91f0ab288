import { formatMilliseconds } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import type { TimelineSpan } from './types.ts'

/** What a span is called, and what is to be said of how it went. */
export function useSpanText() {
  const { t, locale } = useText()
  return {
    nameOf: ({ name }: TimelineSpan) => t(`timeline.span_${name}`),
    /** Empty for what simply went well. */
    stateOf: ({ state }: TimelineSpan) => (state === 'done' ? '' : t(`timeline.state_${state}`)),
    durationOf: ({ durationMs }: TimelineSpan) =>
      durationMs === null ? t('timeline.state_open') : formatMilliseconds(locale, durationMs),
    time: (ms: number) => formatMilliseconds(locale, ms),
  }
}
