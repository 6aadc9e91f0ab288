import { inSpan, iterateInSpan } from '../telemetry/index.ts'
import { cite } from './agents/citer.ts'
import type { AgentContext, RunInput } from './agents/context.ts'
import { type CheckedClaim, factCheck, unchecked } from './agents/fact-checker.ts'
import { type Plan, plan } from './agents/planner.ts'
import { type Retrieved, retrieve } from './agents/retriever.ts'
import { type Draft, quote, write } from './agents/synthesizer.ts'
import { BudgetExceeded, within } from './budget.ts'
import type { AnswerView, RunEventBody, Stage } from './schema.ts'
import { openSpans, type StepSpan } from './spans.ts'

/** Results of the steps that are complete: what a resumed run goes on from. */
export interface StepResults {
  plan: Plan
  retrieve: Retrieved
  synthesize: Draft
  'fact-check': { claims: CheckedClaim[]; partial: boolean }
  cite: { answer: AnswerView; model?: string }
}
export type StepName = keyof StepResults

/** Marks that a step is complete; stored in one transaction with the events before it. */
export type StepDone = {
  [S in StepName]: {
    type: 'step'
    name: S
    result: StepResults[S]
    startedAt: Date
    /** What took its time in it. */
    spans?: StepSpan[]
  }
}[StepName]

// Shares of the time budget. What is left over is for storing and for the steps that are quick.
const share = { retrieve: 0.25, synthesize: 0.6, check: 0.1 }

/**
 * Drives the agents of one question in order and yields what watchers see, and a mark after each step.
 * Decides; does no input or output of its own. Steps found in `done` are not run again.
 *
 * @param resumed true when an earlier worker died in the middle: a step that had begun to show text starts anew.
 * @throws what an agent threw when nothing useful is left: the runner turns it into a `failed` event.
 */
export async function* orchestrate(
  input: RunInput,
  shared: Omit<AgentContext, 'spans'>,
  done: Partial<StepResults>,
  resumed: boolean,
  now: () => Date,
): AsyncGenerator<RunEventBody | StepDone> {
  const { budget, signal } = shared
  const context: AgentContext = { ...shared, spans: openSpans(now) }
  const status = (stage: Stage, message: string): RunEventBody => ({ type: 'status', stage, message })

  if (!done.plan) {
    const startedAt = now()
    yield status('classify', 'Reading the question')
    const result = inSpan('agent planner', {}, () => plan(input, context))
    const { intent, complexity, domain, queries, steps } = result
    yield { type: 'plan', intent, complexity, domain, queries, steps }
    yield { type: 'step', name: 'plan', result, startedAt }
    done.plan = result
  }

  if (!done.retrieve) {
    const startedAt = now()
    const searched = input.collectionCount === 1 ? '1 collection' : `${input.collectionCount} collections`
    yield status('retrieve', `Searching ${searched}`)
    const planned = done.plan
    const result = await within(budget.totalMs * share.retrieve, signal, (inner) =>
      inSpan('agent retriever', { 'sarvanom.searches': planned.queries.length }, () =>
        retrieve(planned, context, inner),
      ),
    )
    yield { type: 'hits', hits: result.passages.map(toHit), lanes: result.lanes }
    yield { type: 'step', name: 'retrieve', result, startedAt, spans: context.spans.spans.splice(0) }
    done.retrieve = result
  }
  const { passages } = done.retrieve

  if (!done.synthesize) {
    const startedAt = now()
    const generating = context.models.status().configured
    const message = generating
      ? `Writing from ${count(passages.length, 'passage')}`
      : `Choosing sentences from ${count(passages.length, 'passage')}`
    yield resumed ? { type: 'status', stage: 'synthesize', message, reset: true } : status('synthesize', message)
    const limit = AbortSignal.timeout(budget.totalMs * share.synthesize)
    const inner = { ...context, signal: AbortSignal.any([signal, limit]) }
    const planned = done.plan
    const synthesis = iterateInSpan('agent synthesizer', { 'sarvanom.passages': passages.length }, () =>
      generating ? write(input, passages, inner) : quote(input, planned, passages, inner),
    )
    const result = yield* drain(synthesis, signal, limit)
    yield { type: 'step', name: 'synthesize', result, startedAt, spans: context.spans.spans.splice(0) }
    done.synthesize = result
  }

  if (!done['fact-check']) {
    const startedAt = now()
    const { claims } = done.synthesize
    if (claims.length > 0) yield status('fact-check', `Checking ${count(claims.length, 'sentence')}`)
    const limit = AbortSignal.timeout(budget.totalMs * share.check)
    const checked: CheckedClaim[] = []
    try {
      const checks = iterateInSpan('agent fact-checker', { 'sarvanom.claims': claims.length }, () =>
        factCheck(claims, passages, AbortSignal.any([signal, limit])),
      )
      for await (const claim of checks) {
        checked.push(claim)
        yield verdictOf(claim)
      }
    } catch (error) {
      if (!limit.aborted || signal.aborted) throw error
      // Late, not failed: the rest stays unchecked and the answer says that it is partial.
      for (const claim of claims.slice(checked.length)) {
        checked.push(unchecked(claim))
        yield verdictOf(unchecked(claim))
      }
    }
    const result = { claims: checked, partial: limit.aborted }
    yield { type: 'step', name: 'fact-check', result, startedAt }
    done['fact-check'] = result
  }

  if (!done.cite) {
    const startedAt = now()
    const { claims, partial } = done['fact-check']
    if (claims.length > 0) yield status('cite', 'Linking sentences to passages')
    const { kind } = done.synthesize
    const incomplete = partial || done.retrieve.partial
    const { answer, added } = inSpan('agent citer', {}, () => cite(kind, claims, passages, incomplete))
    for (const citation of added) yield { type: 'citation', ...citation }
    for (const claim of answer.claims) {
      const before = claims[claim.n - 1]
      if (before && before.verdict !== claim.verdict) yield verdictOf(claim)
    }
    const { model } = done.synthesize
    const result = { answer, ...(model === undefined ? {} : { model }) }
    yield { type: 'step', name: 'cite', result, startedAt }
    done.cite = result
  }
  yield { type: 'done', answer: done.cite.answer }
}

/** Passes the synthesizer's events on, holding each to the time limit, also when the model never answers. */
async function* drain(
  synthesis: AsyncGenerator<RunEventBody, Draft>,
  signal: AbortSignal,
  limit: AbortSignal,
): AsyncGenerator<RunEventBody, Draft> {
  try {
    for (;;) {
      const next = await synthesis.next()
      if (next.done) return next.value
      yield next.value
    }
  } catch (error) {
    if (limit.aborted && !signal.aborted) throw new BudgetExceeded('the answer was not finished in time')
    throw error
  }
}

const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`

const verdictOf = ({
  n,
  verdict,
  confidence,
  reason,
}: Pick<CheckedClaim, 'n' | 'verdict' | 'confidence' | 'reason'>): RunEventBody => ({
  type: 'verdict',
  claim: n,
  verdict,
  confidence,
  reason,
})

const toHit = ({ language: _, relevance: __, ...hit }: Retrieved['passages'][number]) => hit
