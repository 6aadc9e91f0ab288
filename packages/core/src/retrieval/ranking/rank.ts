import { neighbourScores } from './cluster.ts'
import { coverages } from './coverage.ts'
import { type Idf, idfWithin } from './idf.ts'
import { type EncodedTerms, numberTexts } from './pool-texts.ts'
import { pairScores } from './proximity.ts'

/** A chunk that at least one lane found, with the score of every lane. */
export interface PoolEntry {
  chunkId: string
  documentId: string
  terms: EncodedTerms
  /** BM25; 0 where no term occurs. */
  keyword: number
  /** Cosine; undefined when the lane is off or failed. */
  vector: number | undefined
}

export interface Ranked extends PoolEntry {
  score: number
  relevance: number
}

export interface RankInput {
  /** The analysed question; one list per language it was analysed in. */
  queries: readonly (readonly string[])[]
  pool: readonly PoolEntry[]
  /** Undefined until an embedder was fitted: the pool's own frequencies stand in. */
  idf: Idf | undefined
  weights: LaneWeights
}

/** How much each part counts. Calibrated per embedder: a better one than LSA deserves a larger `vector`. */
export interface LaneWeights {
  keyword: number
  neighbours: number
  pairs: number
  vector: number
}

/**
 * Chosen so that no collection falls below BM25 by more than .002 nDCG@10 while the mean rises, on Cranfield, SciFact,
 * HotpotQA and XQuAD, each alone and all in one index; `bench/retrieval/quality.ts` prints the table.
 */
export const LSA_WEIGHTS: LaneWeights = { keyword: 0.7, neighbours: 0.2, pairs: 0.2, vector: 0.1 }

/** Every pair of this many texts is compared, which takes some 10 ms. */
const MOST_COMPARED = 400

/** What a cosine adds to the share of covered terms: little, since words that occur are the stronger evidence. */
const VECTOR_SHARE = 0.2

const highest = (lists: readonly (readonly number[])[], at: number) =>
  lists.reduce((best, list) => Math.max(best, list[at] ?? 0), 0)

/** The pool in its final order: a weighted sum of normalised parts, best first. Ties are broken by chunk id. */
export const rank = ({ queries, pool: unordered, idf: corpusIdf, weights }: RankInput): Ranked[] => {
  const pool = [...unordered].sort((a, b) => b.keyword - a.keyword || (a.chunkId < b.chunkId ? -1 : 1))
  const texts = numberTexts(pool.map(({ terms }) => terms))
  const compared = pool.slice(0, MOST_COMPARED)
  const strongest = compared.length < pool.length ? numberTexts(compared.map(({ terms }) => terms)) : texts
  const idf = corpusIdf ?? idfWithin(texts)
  const covered = queries.map((query) => coverages(query, texts, idf))
  const fused = fuse(pool, weights, {
    pairs: queries.map((query) => pairScores(query, texts, idf)),
    neighboursOf: (scores) => neighbourScores(strongest, scores.slice(0, MOST_COMPARED)),
  })
  const ranked = pool.map((entry, at) => {
    const coverage = highest(covered, at)
    const cosine = Math.min(1, Math.max(0, entry.vector ?? 0))
    const relevance = entry.vector === undefined ? coverage : (1 - VECTOR_SHARE) * coverage + VECTOR_SHARE * cosine
    return { ...entry, score: fused[at] as number, relevance }
  })
  return ranked.sort((a, b) => b.score - a.score || (a.chunkId < b.chunkId ? -1 : 1))
}

interface Parts {
  pairs: readonly (readonly number[])[]
  neighboursOf(scores: readonly number[]): readonly number[]
}

const fuse = (pool: readonly PoolEntry[], weights: LaneWeights, { pairs, neighboursOf }: Parts): number[] => {
  const bestKeyword = pool.reduce((best, { keyword }) => Math.max(best, keyword), 0)
  // Without keyword scores the cosine alone orders, as it is.
  if (bestKeyword === 0) return pool.map(({ vector }) => Math.max(0, vector ?? 0))

  const keyword = pool.map((entry) => entry.keyword / bestKeyword)
  const neighbours = neighboursOf(keyword)
  const cosines = pool.flatMap(({ vector }) => vector ?? [])
  const lowest = cosines.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const range = cosines.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY) - lowest
  const hasVector = range > 0
  // What a missing lane would have counted goes to the other, so that scores keep their scale.
  const keywordWeight = weights.keyword + (hasVector ? 0 : weights.vector)
  const total = weights.keyword + weights.neighbours + weights.pairs + weights.vector
  return pool.map(({ vector }, at) => {
    const sum =
      keywordWeight * (keyword[at] as number) +
      weights.neighbours * (neighbours[at] ?? 0) +
      weights.pairs * Math.min(1, highest(pairs, at) / bestKeyword) +
      (hasVector && vector !== undefined ? (weights.vector * (vector - lowest)) / range : 0)
    return sum / total
  })
}
