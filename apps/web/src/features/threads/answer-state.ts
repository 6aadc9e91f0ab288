import type { AnswerKind, AnswerView } from '@sarvanom/core/schemas'
import type { LiveClaim } from './run/reduce-run.ts'
import { useRun, type Watched } from './run/run-store.ts'
import type { ThreadQuery } from './types.ts'

/** What a question's block shows, from the stored answer or from the run being watched. */
export interface AnswerState {
  phase: 'running' | 'done' | 'failed' | 'cancelled'
  runId: string | null
  /** Of the last run; the same in the server's log. */
  traceId: string | null
  kind: AnswerKind | null
  model: string | null
  partial: boolean
  claims: LiveClaim[]
  draft: string
  watched: Watched
  failure: { message: string; retryable: boolean } | null
}

export const isOpen = (status: ThreadQuery['status']): boolean => status === 'pending' || status === 'running'

function stored(
  query: ThreadQuery,
  answer: AnswerView | null,
): Pick<AnswerState, 'kind' | 'partial' | 'claims' | 'model'> {
  return {
    kind: answer?.kind ?? null,
    partial: answer?.partial ?? false,
    claims: answer?.claims ?? [],
    model: query.model,
  }
}

/**
 * The stored answer is the truth once there is one: it is what the reader may still see today. Until then the run's
 * events are. A question that failed or was stopped keeps what its run had found.
 */
export function answerState(query: ThreadQuery, watched: Watched): AnswerState {
  const { run } = watched
  const last = query.runs.at(-1)
  const base = {
    runId: last?.id ?? null,
    traceId: last?.traceId ?? null,
    watched,
    draft: '',
    failure: null,
    ...stored(query, query.answer),
  }
  if (query.status === 'completed') return { ...base, phase: 'done' }
  const live = {
    ...base,
    claims: run.claims,
    draft: run.draft,
    kind: run.answer?.kind ?? null,
    partial: run.answer?.partial ?? false,
  }
  if (query.status === 'cancelled' || run.failure?.code === 'CANCELLED') return { ...live, phase: 'cancelled' }
  const failure =
    run.failure ?? (query.status === 'failed' ? { message: last?.error?.message ?? '', retryable: true } : null)
  if (failure) return { ...live, phase: 'failed', failure }
  return { ...live, phase: run.phase === 'done' ? 'done' : 'running' }
}

/** `withPassages`: also watch a finished run, whose events hold the passages that were read. */
export function useAnswer(query: ThreadQuery, withPassages: boolean): AnswerState {
  const runId = query.runs.at(-1)?.id ?? null
  const watched = useRun(query.status !== 'completed' || withPassages ? runId : null)
  return answerState(query, watched)
}
