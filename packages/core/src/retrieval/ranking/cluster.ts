import type { PoolTexts } from './pool-texts.ts'

/** Terms by which texts are compared: the strongest of each, which costs a fraction of all of them and ranks as well. */
const STRONGEST = 32
const NEIGHBOURS = 5

interface WeightedTerm {
  term: number
  weight: number
}

/**
 * Rarity is counted within the pool, not the corpus: what sets its texts apart from each other depends on the question,
 * and so does not change with what else is in the index.
 */
const strongestTerms = ({ texts, frequency }: PoolTexts): WeightedTerm[][] => {
  const rarity = Float64Array.from(frequency, (count) => (count > 1 ? Math.log((texts.length + 1) / count) : 0))
  const counts = new Int32Array(frequency.length)
  return texts.map((text) => {
    for (const term of text) counts[term] = (counts[term] as number) + 1
    const weighted: WeightedTerm[] = []
    for (const term of text) {
      const count = counts[term] as number
      if (count === 0) continue
      counts[term] = 0
      const weight = Math.log1p(count) * (rarity[term] as number)
      if (weight > 0) weighted.push({ term, weight })
    }
    weighted.sort((a, b) => b.weight - a.weight)
    weighted.length = Math.min(weighted.length, STRONGEST)
    const length = Math.sqrt(weighted.reduce((sum, { weight }) => sum + weight * weight, 0)) || 1
    for (const entry of weighted) entry.weight /= length
    return weighted
  })
}

/** Cosine of every pair, as a full symmetric matrix with a zero diagonal. */
const similarities = (pool: PoolTexts): Float64Array => {
  const size = pool.texts.length
  const out = new Float64Array(size * size)
  const postings = new Map<number, { text: number; weight: number }[]>()
  strongestTerms(pool).forEach((terms, row) => {
    for (const { term, weight } of terms) {
      const posting = postings.get(term) ?? []
      for (const other of posting) {
        const at = row * size + other.text
        out[at] = (out[at] as number) + weight * other.weight
      }
      posting.push({ text: row, weight })
      postings.set(term, posting)
    }
  })
  for (let row = 0; row < size; row++)
    for (let column = 0; column < row; column++) out[column * size + row] = out[row * size + column] as number
  return out
}

const nearest = (row: Float64Array): number[] => {
  const best: number[] = []
  for (let at = 0; at < row.length; at++) {
    const similarity = row[at] as number
    if (similarity <= 0) continue
    if (best.length === NEIGHBOURS && similarity <= (row[best[NEIGHBOURS - 1] as number] as number)) continue
    let place = best.length
    while (place > 0 && (row[best[place - 1] as number] as number) < similarity) place--
    best.splice(place, 0, at)
    if (best.length > NEIGHBOURS) best.pop()
  }
  return best
}

/**
 * What the nearest neighbours of each text scored: texts on the same matter should rank alike, and so lift one
 * that says it in other words (score regularization, Diaz 2005; the cluster hypothesis).
 *
 * @returns 0 to 1 for each text, 1 for the best.
 */
export const neighbourScores = (pool: PoolTexts, scores: readonly number[]): number[] => {
  const size = scores.length
  const matrix = similarities(pool)
  const smoothed = scores.map((_, at) => {
    const row = matrix.subarray(at * size, at * size + size)
    let weights = 0
    let sum = 0
    for (const neighbour of nearest(row)) {
      const weight = (row[neighbour] as number) ** 2
      weights += weight
      sum += weight * (scores[neighbour] as number)
    }
    return weights > 0 ? sum / weights : 0
  })
  const best = Math.max(0, ...smoothed)
  return best > 0 ? smoothed.map((score) => score / best) : smoothed
}
