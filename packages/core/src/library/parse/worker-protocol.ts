import type { ChunkOptions, ChunkSpan } from '../chunk/index.ts'
import type { ParsedDocument, ParseFailureCode } from './types.ts'

/** What a worker is given: a file by its path, or texts as they are. */
export type ParseRequest =
  | { kind: 'file'; path: string; fileName: string; chunking: ChunkOptions }
  | { kind: 'texts'; texts: { text: string; language: string | null }[]; chunking: ChunkOptions }

/** `text` is left out for texts that were given: they stay as they are. */
export interface ProcessedDocument extends ParsedDocument {
  chunks: ChunkSpan[]
}

export type ParseOutcome =
  | { ok: true; document: ProcessedDocument }
  | { ok: false; code: ParseFailureCode; message: string }

export type ParseReply = { kind: 'parsed' } | { kind: 'done'; outcomes: ParseOutcome[] }
