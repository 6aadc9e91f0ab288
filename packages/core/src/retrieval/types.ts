import type { LaneName } from '../answers/schema.ts'

/** A chunk with what a search filters by. Only its analysed terms are stored in the index, nothing readable. */
export interface IndexableChunk {
  id: string
  documentId: string
  versionId: string
  collectionId: string
  title: string
  /** Headings above the chunk, outermost first. */
  headings: readonly string[]
  text: string
  /** BCP 47; null when unknown. */
  language: string | null
  type: string | null
  date: Date
  /** Of the collection's viewers only those who are named read the document. */
  restricted: boolean
  metadata: Readonly<Record<string, string | number | boolean>>
}

/** Lanes that this service has. */
export type RetrievalLane = Extract<LaneName, 'keyword' | 'vector'>

export interface LaneReport {
  /** `off`: not available for a reason that is no fault, which `message` says. */
  status: 'ok' | 'off' | 'failed'
  tookMs: number
  /** From the beginning of the search to that of the lane; absent for a lane that did not search. */
  startMs?: number
  message?: string
}

export interface SearchFilters {
  language?: string | undefined
  type?: string | undefined
  /** ISO date or date and time; a date alone includes its whole day (UTC). */
  from?: string | undefined
  to?: string | undefined
  metadata?: Readonly<Record<string, string | number | boolean>> | undefined
}

export interface Hit {
  documentId: string
  externalId: string | null
  collectionId: string
  chunkId: string
  title: string
  text: string
  /** As the chunk's row has it; empty when unknown. */
  language: string
  page: number | null
  /** UTF-16 offsets into the text of the document's current version. */
  start: number
  end: number
  /** Order of the result: 1 is about the best a chunk can reach. Comparable within one search only. */
  score: number
  /** BM25 for `keyword`, cosine for `vector`. */
  lanes: Partial<Record<RetrievalLane, number>>
  /** 0 to 1: how much of what was asked the chunk is about; comparable between searches. */
  relevance: number
}

export interface SearchResult {
  /** Best first. */
  hits: Hit[]
  tookMs: number
  lanes: Partial<Record<RetrievalLane, LaneReport>>
}
