import type { Timeline, TimelineSpan } from './types.ts'

/** A bar in percent of the whole width. `first`: of the bar itself, where the first token came. */
export interface Bar {
  left: number
  width: number
  first: number | null
}

/** What is under way ends at `nowMs` for the drawing. */
const endOf = ({ startMs, durationMs }: TimelineSpan, nowMs: number) => startMs + (durationMs ?? nowMs - startMs)

/** The length of the time line: the whole run, or what is known of it so far. */
export const lengthOf = ({ totalMs, spans }: Pick<Timeline, 'totalMs' | 'spans'>): number =>
  Math.max(1, totalMs ?? 0, ...spans.map(({ startMs, durationMs }) => startMs + (durationMs ?? 0)))

export function barOf(span: TimelineSpan, lengthMs: number): Bar {
  const percent = (ms: number) => Math.min(100, Math.max(0, (ms / lengthMs) * 100))
  const left = percent(span.startMs)
  const end = percent(endOf(span, lengthMs))
  const { firstMs, durationMs } = span
  const first = firstMs == null || !durationMs ? null : Math.min(100, (firstMs / durationMs) * 100)
  return { left, width: Math.max(0, end - left), first }
}

/** How deep a span lies: 0 for a step, 1 for a part of it, 2 for a part of that. */
export const depthOf = ({ id, parent }: TimelineSpan, spans: readonly TimelineSpan[]): number => {
  if (parent === null) return 0
  const above = spans.find((span) => span.id === parent)
  return above && above.id !== id ? 1 + depthOf(above, spans) : 1
}
