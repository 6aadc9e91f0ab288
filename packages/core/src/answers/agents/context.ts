import type { Models } from '../../models/index.ts'
import type { Logger } from '../../telemetry/index.ts'
import type { Budget } from '../budget.ts'
import type { HitView, LaneName, Mode } from '../schema.ts'
import type { SpanLog } from '../spans.ts'

/** A hit with what the synthesizer and the fact-checker need beyond what a client sees. */
export interface Passage extends HitView {
  /** ISO 639-1; empty when unknown. */
  language: string
  /** 0 to 1: how much of the question the passage is about; comparable between questions. */
  relevance: number
}

export type LaneReport = Partial<
  Record<LaneName, { status: 'ok' | 'off' | 'failed'; tookMs: number; startMs?: number; message?: string }>
>

export interface PreviousTurn {
  question: string
  answer: string
}

/** What a run is about. Fixed when it starts; read again from the database when it is resumed. */
export interface RunInput {
  runId: string
  question: string
  mode: Mode
  /** Instructions of the saved agent it was asked through. */
  instructions: string
  /** Earlier turns of the thread that the asker may still read, oldest first. */
  history: PreviousTurn[]
  /** How many collections are searched. */
  collectionCount: number
}

export interface AgentContext {
  /** Aborts when the run is cancelled, loses its lease or runs out of time. */
  signal: AbortSignal
  budget: Budget
  models: Models
  /** Searches within what the asker may read, now. */
  search(query: string, limit: number, signal: AbortSignal): Promise<{ passages: Passage[]; lanes: LaneReport }>
  log: Logger
  /** Of the step that is under way. */
  spans: SpanLog
}
