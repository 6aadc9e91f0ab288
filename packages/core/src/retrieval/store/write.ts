import { baseLanguage } from '../analysis/languages.ts'
import type { IndexableChunk } from '../types.ts'
import type { Analyzer } from '../worker/analyzer.ts'
import { metadataEntry } from './filter.ts'
import type { IndexRow } from './rows.ts'
import type { OpenVersion } from './versions.ts'

/** Analyses chunks into rows without vectors. */
export const toRows = async (analyzer: Analyzer, chunks: readonly IndexableChunk[]): Promise<IndexRow[]> => {
  const terms = await analyzer.analyze(chunks)
  return chunks.map((chunk, at) => ({
    chunkId: chunk.id,
    documentId: chunk.documentId,
    versionId: chunk.versionId,
    collectionId: chunk.collectionId,
    language: baseLanguage(chunk.language ?? ''),
    type: chunk.type ?? '',
    date: chunk.date.getTime(),
    restricted: chunk.restricted,
    metadata: Object.entries(chunk.metadata).map(([key, value]) => metadataEntry(key, value)),
    terms: terms[at] ?? '',
  }))
}

/** The rows with the vectors of this version's embedder. */
export const embedRows = async ({ embedder }: OpenVersion, rows: readonly IndexRow[]): Promise<IndexRow[]> => {
  if (!embedder) return [...rows]
  const vectors = await embedder.embedPassages(rows)
  return rows.map((row, at) => ({ ...row, vector: vectors[at] }))
}
