import type { IndexableChunk } from '../types.ts'

export type AnalyzeInput = Pick<IndexableChunk, 'title' | 'headings' | 'text' | 'language'>

/** What a worker is asked. `texts` may be called any number of times before `fit`, to keep each message small. */
export type WorkerRequest =
  | { kind: 'analyze'; chunks: readonly AnalyzeInput[] }
  | { kind: 'texts'; texts: readonly string[] }
  | { kind: 'fit'; dimensions: number; vocabulary: number; corpus: number }

/** A model as it travels: terms in the order of its rows. */
export interface ModelData {
  dimensions: number
  sampled: number
  corpus: number
  terms: string[]
  idf: Float32Array
  scales: Float32Array
  directions: Int8Array
}

export type WorkerReply =
  | { kind: 'analyzed'; terms: string[] }
  | { kind: 'received' }
  | { kind: 'fitted'; model: ModelData | undefined }
