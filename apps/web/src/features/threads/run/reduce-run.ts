import type {
  AnswerView,
  CitationView,
  ClaimView,
  HitView,
  LaneName,
  PlanStep,
  RunEvent,
  Stage,
  Usage,
  Verdict,
} from '@sarvanom/core/schemas'
import { afterClaim } from './claim-text.ts'

/** A claim while its run goes on: the verdict is null until the fact-checker has spoken. */
export interface LiveClaim extends Omit<ClaimView, 'verdict' | 'confidence'> {
  verdict: Verdict | null
  confidence: number | null
}

export interface RunState {
  /** The last event taken in; anything up to it is a repetition. */
  seq: number
  phase: 'waiting' | 'running' | 'done' | 'failed'
  stage: Stage | null
  message: string
  queries: string[]
  steps: PlanStep[]
  hits: HitView[]
  lanes: Partial<Record<LaneName, { status: 'ok' | 'off' | 'failed'; tookMs: number }>>
  /** What the model has written that is not yet part of a claim. */
  draft: string
  claims: LiveClaim[]
  usage: Usage | null
  answer: AnswerView | null
  failure: { code: string; message: string; retryable: boolean } | null
}

export const emptyRun: RunState = {
  seq: 0,
  phase: 'waiting',
  stage: null,
  message: '',
  queries: [],
  steps: [],
  hits: [],
  lanes: {},
  draft: '',
  claims: [],
  usage: null,
  answer: null,
  failure: null,
}

const changeClaim = (claims: LiveClaim[], n: number, change: (claim: LiveClaim) => LiveClaim): LiveClaim[] =>
  claims.map((claim) => (claim.n === n ? change(claim) : claim))

const sameSpan = (a: CitationView, b: CitationView) => a.n === b.n && a.start === b.start && a.end === b.end

/** Hits of a second search (a part of the question) join those of the first; a chunk is shown once. */
function mergeHits(known: HitView[], found: HitView[]): HitView[] {
  const ids = new Set(known.map((hit) => hit.chunkId))
  const added = found.filter((hit) => !ids.has(hit.chunkId))
  return added.length === 0 ? known : [...known, ...added]
}

function apply(state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case 'status': {
      const next = { ...state, stage: event.stage, message: event.message }
      return event.reset ? { ...next, draft: '', claims: [] } : next
    }
    case 'plan':
      return { ...state, queries: event.queries, steps: event.steps }
    case 'hits':
      return { ...state, hits: mergeHits(state.hits, event.hits), lanes: { ...state.lanes, ...event.lanes } }
    case 'text':
      return { ...state, draft: state.draft + event.delta }
    case 'claim': {
      const claim: LiveClaim = {
        n: event.n,
        text: event.text,
        verdict: null,
        confidence: null,
        reason: '',
        citations: [],
      }
      const others = state.claims.filter(({ n }) => n !== event.n)
      return {
        ...state,
        draft: afterClaim(state.draft, event.text),
        claims: [...others, claim].sort((a, b) => a.n - b.n),
      }
    }
    case 'citation': {
      const { type: _type, seq: _seq, at: _at, claim: claimNumber, ...citation } = event
      return {
        ...state,
        claims: changeClaim(state.claims, claimNumber, (claim) =>
          claim.citations.some((known) => sameSpan(known, citation))
            ? claim
            : { ...claim, citations: [...claim.citations, citation] },
        ),
      }
    }
    case 'verdict':
      return {
        ...state,
        claims: changeClaim(state.claims, event.claim, (claim) => ({
          ...claim,
          verdict: event.verdict,
          confidence: event.confidence,
          reason: event.reason,
        })),
      }
    case 'usage': {
      const { modelCalls, inputTokens, outputTokens } = event
      return { ...state, usage: { modelCalls, inputTokens, outputTokens } }
    }
    case 'done':
      return { ...state, phase: 'done', draft: '', claims: event.answer.claims, answer: event.answer }
    case 'failed': {
      const { code, message, retryable } = event
      return { ...state, phase: 'failed', failure: { code, message, retryable } }
    }
    default:
      return event satisfies never
  }
}

/**
 * The whole state of a watched run follows from its ordered events alone, so a reload, a lost connection or another
 * device ends at the same picture. An event already seen (a replay after reconnecting) changes nothing.
 */
export function reduceRun(state: RunState, event: RunEvent): RunState {
  if (event.seq <= state.seq) return state
  const next = apply(state, event)
  return { ...next, seq: event.seq, phase: next.phase === 'waiting' ? 'running' : next.phase }
}
