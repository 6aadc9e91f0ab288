import type { AnswerKind, LaneName, QueryStatus, Stage, Usage } from '../schema.ts'
import type { StepSpan } from '../spans.ts'

export type SpanName =
  | 'waiting'
  | 'preparing'
  | 'interrupted'
  | Exclude<Stage, 'classify'>
  | 'search'
  | 'model'
  | LaneName

/** One bar of the timeline. Times in milliseconds, `startMs` from the asking. */
export interface TimelineSpan {
  /** Unique within the run: `retrieve`, `retrieve.1`, `retrieve.1.keyword`. */
  id: string
  name: SpanName
  /** Id of the span that it is a part of. */
  parent: string | null
  startMs: number
  /** Null while it is under way. */
  durationMs: number | null
  /** `cut`: it was not finished. `off`: the lane was not available. */
  state: 'done' | 'open' | 'cut' | 'failed' | 'off'
  /** Milliseconds from its start to the first token, of a model's call. */
  firstMs?: number | null
}

/** How a run came about, out of stored rows alone; what is not stored is not there. Holds no text of question or document. */
export interface RunTimeline {
  runId: string
  attempt: number
  /** All runs of the query, the oldest first. */
  attempts: { runId: string; attempt: number }[]
  status: QueryStatus
  askedAt: string
  /** From the asking to the end; null while it is under way. */
  totalMs: number | null
  /** From the asking to the first words; null where none were shown. */
  firstWordsMs: number | null
  /** How often another worker had to go on with it. */
  takeovers: number
  passages: number | null
  answer: { kind: AnswerKind; claims: number; model: string | null } | null
  usage: Usage
  /** Under which the log and the traces know it; null where it was not recorded. */
  traceId: string | null
  spans: TimelineSpan[]
}

export interface StepRow {
  name: string
  startedAt: Date
  completedAt: Date
  spans: readonly StepSpan[]
}

export interface RunRows {
  createdAt: Date
  startedAt: Date | null
  completedAt: Date | null
  /** The first is the first taking up. */
  takenUpAt: readonly Date[]
  steps: readonly StepRow[]
  /** Of `status` events, in order. */
  stages: readonly { stage: Stage; at: Date }[]
  /** When any event was stored last before each moment is read from these; in order. */
  signs: readonly Date[]
}

const stepOf = (stage: Stage) => (stage === 'classify' ? 'plan' : stage)
const order = ['plan', 'retrieve', 'synthesize', 'fact-check', 'cite']

/** The bars of a run, in order of time, parts after what they are a part of. */
export function buildSpans(run: RunRows): TimelineSpan[] {
  const { createdAt, startedAt, completedAt, steps } = run
  const at = (date: Date) => Math.max(0, date.getTime() - createdAt.getTime())
  const between = (from: Date, to: Date) => Math.max(0, to.getTime() - from.getTime())
  const whole = (
    id: string,
    name: SpanName,
    from: Date,
    to: Date | null,
    state: TimelineSpan['state'],
  ): TimelineSpan => ({
    id,
    name,
    parent: null,
    startMs: at(from),
    durationMs: to && between(from, to),
    state,
  })

  const waiting = whole(
    'waiting',
    'waiting',
    createdAt,
    startedAt ?? completedAt,
    startedAt || completedAt ? 'done' : 'open',
  )
  const interruptions = run.takenUpAt.slice(1).map((again, n) => {
    const before = run.takenUpAt[n] ?? createdAt
    const last = run.signs.findLast((sign) => sign < again && sign >= before) ?? before
    return whole(`interrupted.${n + 1}`, 'interrupted', last, again, 'done')
  })
  // From the taking up to the first step: the question, the rights and what is done already are read.
  const taken = run.takenUpAt.length > 0 ? run.takenUpAt : startedAt ? [startedAt] : []
  const beginnings = [...steps.map((step) => step.startedAt), ...run.stages.map((stage) => stage.at)]
  const preparations = taken.flatMap((from, n) => {
    const until = taken[n + 1]
    const next = beginnings.filter((begun) => begun >= from && (until === undefined || begun < until))
    if (next.length === 0) return []
    const first = new Date(Math.min(...next.map((begun) => begun.getTime())))
    return [whole(`preparing.${n + 1}`, 'preparing', from, first, 'done')]
  })
  const finished = steps
    .filter(({ name }) => order.includes(name))
    .flatMap((step) => [
      whole(step.name, step.name as SpanName, step.startedAt, step.completedAt, 'done'),
      ...partsOf(step, at),
    ])
  const unfinished = run.stages
    .filter(({ stage, at: begun }) => !steps.some((step) => step.name === stepOf(stage) && within(step, begun)))
    .map(({ stage, at: begun }, n): TimelineSpan => {
      const again = run.takenUpAt.find((taken) => taken > begun)
      const end = again ? (run.signs.findLast((sign) => sign < again) ?? begun) : completedAt
      const state = again ? 'cut' : end ? 'failed' : 'open'
      const name = stepOf(stage)
      return whole(`${name}.unfinished.${n + 1}`, name, begun, end, state)
    })
  const tops = [
    waiting,
    ...interruptions,
    ...preparations,
    ...finished.filter(({ parent }) => parent === null),
    ...unfinished,
  ]
  const parts = finished.filter(({ parent }) => parent !== null)
  return tops
    .sort((a, b) => a.startMs - b.startMs || rank(a) - rank(b))
    .flatMap((top) => [top, ...parts.filter(({ id }) => id.startsWith(`${top.id}.`))])
}

const rank = ({ name }: TimelineSpan) => ['waiting', 'interrupted', 'preparing', ...order].indexOf(name)

/** Events get their time when they are stored, so a little before its end the step's own event may be stamped. */
const within = ({ startedAt, completedAt }: StepRow, begun: Date) => begun >= startedAt && begun <= completedAt

function partsOf(step: StepRow, at: (date: Date) => number): TimelineSpan[] {
  return step.spans.flatMap((span, n): TimelineSpan[] => {
    const id = `${step.name}.${n + 1}`
    const startMs = at(new Date(span.startedAt))
    if (span.name === 'model') {
      const { name, ms: durationMs, firstMs } = span
      return [{ id, name, parent: step.name, startMs, durationMs, state: 'done', firstMs }]
    }
    const state = span.failed ? 'failed' : 'done'
    return [
      { id, name: 'search', parent: step.name, startMs, durationMs: span.ms, state },
      ...span.lanes.map(
        (lane): TimelineSpan => ({
          id: `${id}.${lane.lane}`,
          name: lane.lane,
          parent: id,
          startMs: startMs + (lane.startMs ?? 0),
          durationMs: lane.ms,
          state: lane.status === 'ok' ? 'done' : lane.status,
        }),
      ),
    ]
  })
}
