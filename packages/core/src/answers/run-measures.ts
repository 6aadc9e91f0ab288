import type { Metrics } from '../telemetry/index.ts'
import type { StepDone, StepName } from './orchestrate.ts'
import type { ClaimedRun, RunEnd } from './run-store.ts'
import type { PlanStep, RunEvent } from './schema.ts'

type Agent = PlanStep['agent']

/** The steps of a run in order, and whose work they are. */
const agents: readonly (readonly [StepName, Agent])[] = [
  ['plan', 'planner'],
  ['retrieve', 'retriever'],
  ['synthesize', 'synthesizer'],
  ['fact-check', 'fact-checker'],
  ['cite', 'citer'],
]

/** Whose work it was when these steps were complete; undefined when all were. */
export const agentAfter = (done: ReadonlySet<StepName>): Agent | undefined =>
  agents.find(([step]) => !done.has(step))?.[1]

export interface RunMeasures {
  /** These steps were completed by a worker before this one. */
  resumes(steps: readonly StepName[]): void
  /** The events, and the step that they complete, are stored. */
  stored(events: readonly RunEvent[], step?: { done: StepDone; at: Date }): void
  /** The end is stored. */
  ended(end: RunEnd): void
}

/**
 * Counts what becomes of one run, once it is stored, so that the counters agree with the rows.
 * @param now monotonic milliseconds
 */
export function measureRun(metrics: Metrics, run: ClaimedRun, now = () => performance.now()): RunMeasures {
  const { mode } = run
  const takenAt = now()
  const secondsSinceAsked = () => run.waitedSeconds + (now() - takenAt) / 1000
  const done = new Set<StepName>()
  let stepBegan = takenAt
  // What an earlier worker had shown already was the first content, and is not known here.
  const isFirst = run.takeovers === 0 && run.lastSeq === 0
  let shown = !isFirst
  if (isFirst) metrics.runWait.observe(run.waitedSeconds)

  return {
    resumes(steps) {
      for (const step of steps) done.add(step)
    },
    stored(events, step) {
      if (!shown && events.some(({ type }) => type === 'text' || type === 'claim')) {
        shown = true
        metrics.firstContent.observe({ mode }, secondsSinceAsked())
      }
      if (!step) return
      const { name, startedAt } = step.done
      done.add(name)
      stepBegan = now()
      const agent = agents.find(([known]) => known === name)?.[1]
      const seconds = (step.at.getTime() - startedAt.getTime()) / 1000
      if (agent) metrics.agentDuration.observe({ agent, outcome: 'completed' }, Math.max(0, seconds))
    },
    ended(end) {
      metrics.runs.inc({ mode, outcome: end.status })
      metrics.runDuration.observe({ mode }, (now() - takenAt) / 1000)
      if (end.status === 'completed') {
        metrics.answersGiven.inc({ kind: end.answer.kind })
        for (const { verdict } of end.answer.claims) metrics.claims.inc({ verdict })
        return
      }
      const agent = agentAfter(done)
      if (agent) metrics.agentDuration.observe({ agent, outcome: end.status }, (now() - stepBegan) / 1000)
    },
  }
}
