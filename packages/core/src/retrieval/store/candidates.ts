import type { Data, Table } from 'apache-arrow'
import type { EncodedTerms } from '../ranking/pool-texts.ts'

/** What a lane found, with what ranking needs to know of it. Byte arrays are views of the result's memory. */
export interface Candidate {
  chunkId: string
  documentId: string
  terms: EncodedTerms
  vector: Float32Array | undefined
  score: number
}

const NO_TERMS = new Uint8Array()

/** Reads a search's result column by column, without making an object of every value first. */
export const readCandidates = (found: Table, score: '_score' | '_distance'): Candidate[] =>
  found.batches.flatMap((batch) => {
    const ids = batch.getChild('chunkId')
    const documents = batch.getChild('documentId')
    const terms = batch.getChild('terms')?.data[0]
    const vectors = batch.getChild('vector')?.data[0]
    const scores = batch.getChild(score)
    return Array.from({ length: batch.numRows }, (_, row) => ({
      chunkId: String(ids?.get(row)),
      documentId: String(documents?.get(row)),
      terms: terms ? bytesAt(terms, row) : NO_TERMS,
      vector: vectors && vectorAt(vectors, row),
      score: Number(scores?.get(row)),
    }))
  })

/** Offsets of a sliced column are relative to the same values. */
const bytesAt = (data: Data, row: number): Uint8Array => {
  const offsets = data.valueOffsets as Int32Array
  return (data.values as Uint8Array).subarray(offsets[row], offsets[row + 1])
}

const vectorAt = (data: Data, row: number): Float32Array | undefined => {
  const child = data.children[0]
  if (!child || !data.getValid(row)) return undefined
  const width = child.length / data.length
  return (child.values as Float32Array).subarray(row * width, row * width + width)
}
