import type { LaneName } from './schema.ts'

/** A lane of one search. */
export interface LaneSpan {
  lane: LaneName
  status: 'ok' | 'off' | 'failed'
  /** From the beginning of its search; null for a lane that did not search. */
  startMs: number | null
  ms: number
}

/** Something within a step that took its time. Stored with the step and kept: no text of a question or document. */
export type StepSpan = { startedAt: string; ms: number } & (
  | { name: 'search'; lanes: LaneSpan[]; failed: boolean }
  | {
      name: 'model'
      /** To the first token; null where none came. */
      firstMs: number | null
    }
)

type Facts = StepSpan extends infer S ? (S extends StepSpan ? Omit<S, 'startedAt' | 'ms'> : never) : never

export interface SpanLog {
  spans: StepSpan[]
  /** Begins one. */
  start(): { elapsedMs(): number; end(facts: Facts): void }
}

/** Measures what happens within a step. */
export function openSpans(now: () => Date): SpanLog {
  const spans: StepSpan[] = []
  return {
    spans,
    start() {
      const startedAt = now().toISOString()
      const begun = performance.now()
      const elapsedMs = () => Math.round((performance.now() - begun) * 10) / 10
      return {
        elapsedMs,
        end: (facts) => void spans.push({ startedAt, ms: elapsedMs(), ...facts } as StepSpan),
      }
    },
  }
}
