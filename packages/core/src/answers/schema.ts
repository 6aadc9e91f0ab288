import { z } from 'zod'
import { idSchema, pageInputSchema, typedText } from '../shared-schema.ts'

/** How much work a question may cause. The orchestrator maps it to a budget. */
export const modeSchema = z.enum(['quick', 'standard', 'research'])
export type Mode = z.infer<typeof modeSchema>

export const verdictSchema = z.enum(['supported', 'contradicted', 'not_found'])
export type Verdict = z.infer<typeof verdictSchema>

/** `extractive`: sentences quoted from documents. `generated`: written by a language model. `none`: nothing relevant was found. */
export type AnswerKind = 'generated' | 'extractive' | 'none'

export const questionSchema = typedText('question', 1, 10_000)

export const askInputSchema = z.object({
  question: questionSchema,
  collectionIds: z.array(idSchema).max(1000).optional(),
  mode: modeSchema.default('standard'),
  threadId: idSchema.optional(),
  agentId: idSchema.optional(),
})

export const listQueriesSchema = pageInputSchema.extend({
  threadId: idSchema.optional(),
  status: z.enum(['pending', 'running', 'completed', 'failed', 'cancelled']).optional(),
})

export const listThreadsSchema = pageInputSchema.extend({ search: typedText('search', 0, 200).optional() })

export const rateQuerySchema = z.object({
  id: idSchema,
  /** Null takes the rating back. */
  rating: z.enum(['up', 'down']).nullable(),
  comment: typedText('comment', 0, 2000).default(''),
})

/** Without `runId`: of the query's last run. */
export const queryTimelineSchema = z.object({ id: idSchema, runId: idSchema.optional() })

/** One way to find chunks. */
export type LaneName = 'keyword' | 'vector' | 'graph' | 'web'

/** A chunk that retrieval returned. `start` and `end` are UTF-16 offsets into the document's stored text. */
export interface HitView {
  documentId: string
  externalId: string | null
  chunkId: string
  title: string
  text: string
  page: number | null
  start: number
  end: number
  score: number
  lanes: Partial<Record<LaneName, number>>
}

/** A claim's link to a chunk and to the span inside the document's text (`start`, `end`: UTF-16 offsets) it rests on. */
export interface CitationView {
  /** Number of the source as shown to the reader; the same passage keeps its number through the whole answer. */
  n: number
  chunkId: string
  documentId: string
  title: string
  page: number | null
  start: number
  end: number
  quote: string
}

export interface ClaimView {
  n: number
  text: string
  verdict: Verdict
  /** 0 to 1: how sure the fact-checker is of the verdict. */
  confidence: number
  /** Why, in one sentence a reader understands. */
  reason: string
  citations: CitationView[]
  /** True when the document it rests on was deleted or is no longer readable by the reader; `text` is then empty. */
  withheld?: true
}

export interface SourceView {
  n: number
  documentId: string
  chunkId: string
  title: string
  page: number | null
}

export interface AnswerView {
  kind: AnswerKind
  /** True when a step was late or failed and the answer rests on what the others found. */
  partial: boolean
  claims: ClaimView[]
  sources: SourceView[]
}

export type Stage = 'classify' | 'plan' | 'retrieve' | 'synthesize' | 'fact-check' | 'cite'

export interface PlanStep {
  agent: 'planner' | 'retriever' | 'synthesizer' | 'fact-checker' | 'citer'
  /** What the step does, for a reader: "search 3 collections for …". */
  label: string
}

export interface Usage {
  modelCalls: number
  inputTokens: number
  outputTokens: number
}

/** What a run tells its watchers, before it is numbered. The union is closed: match it exhaustively. */
export type RunEventBody =
  /** `reset`: a step starts again after its process died; watchers discard the text and claims shown so far. */
  | { type: 'status'; stage: Stage; message: string; reset?: true }
  | {
      type: 'plan'
      intent: string
      complexity: 'simple' | 'moderate' | 'complex'
      domain: string
      steps: PlanStep[]
      /** What the search looks for: the question itself, or its parts. */
      queries: string[]
    }
  | {
      type: 'hits'
      hits: HitView[]
      lanes: Partial<Record<LaneName, { status: 'ok' | 'off' | 'failed'; tookMs: number }>>
    }
  | { type: 'text'; delta: string }
  | { type: 'claim'; n: number; text: string }
  | ({ type: 'citation'; claim: number } & CitationView)
  | { type: 'verdict'; claim: number; verdict: Verdict; confidence: number; reason: string }
  | ({ type: 'usage' } & Usage)
  | { type: 'done'; answer: AnswerView }
  | { type: 'failed'; code: string; message: string; retryable: boolean }

/** `seq` counts from 1 without gap; `at` is an ISO date. */
export type RunEvent = { seq: number; at: string } & RunEventBody

export type QueryStatus = 'pending' | 'running' | 'completed' | 'failed' | 'cancelled'
