import type { PoolTexts } from './pool-texts.ts'

/** Terms by which texts are compared: the strongest of each, which costs a fraction of all of them and ranks as well. */
const STRONGEST = 32
const NEIGHBOURS = 5

/** The weighted terms of one text; only the first `length` are set. Reused from text to text, as they are many. */
interface Strongest {
  terms: Int32Array
  weights: Float64Array
  length: number
}

const keep = (into: Strongest, term: number, weight: number) => {
  const { terms, weights } = into
  let place = into.length
  if (place === STRONGEST) {
    if (weight <= (weights[STRONGEST - 1] as number)) return
    place--
  } else into.length++
  for (; place > 0 && (weights[place - 1] as number) < weight; place--) {
    terms[place] = terms[place - 1] as number
    weights[place] = weights[place - 1] as number
  }
  terms[place] = term
  weights[place] = weight
}

const normalise = ({ weights, length }: Strongest) => {
  let square = 0
  for (let i = 0; i < length; i++) square += (weights[i] as number) ** 2
  const scale = square > 0 ? 1 / Math.sqrt(square) : 0
  for (let i = 0; i < length; i++) weights[i] = (weights[i] as number) * scale
}

/**
 * The strongest terms of each text in turn. Rarity is counted within the pool, not the corpus: what sets its texts apart
 * from each other depends on the question, and so does not change with what else is in the index.
 */
const eachStrongest = ({ texts, frequency }: PoolTexts, use: (text: number, strongest: Strongest) => void) => {
  const rarity = Float64Array.from(frequency, (count) => (count > 1 ? Math.log((texts.length + 1) / count) : 0))
  const counts = new Int32Array(frequency.length)
  const strongest: Strongest = { terms: new Int32Array(STRONGEST), weights: new Float64Array(STRONGEST), length: 0 }
  texts.forEach((text, at) => {
    strongest.length = 0
    for (const term of text) counts[term] = (counts[term] as number) + 1
    for (const term of text) {
      const count = counts[term] as number
      if (count === 0) continue
      counts[term] = 0
      const weight = Math.log1p(count) * (rarity[term] as number)
      if (weight > 0) keep(strongest, term, weight)
    }
    normalise(strongest)
    use(at, strongest)
  })
}

/** Cosine of every pair, as a full symmetric matrix with a zero diagonal. */
const similarities = (pool: PoolTexts): Float64Array => {
  const size = pool.texts.length
  const out = new Float64Array(size * size)
  // Postings as linked lists in three arrays: per term the last entry, per entry the one before it.
  const last = new Int32Array(pool.frequency.length).fill(-1)
  const before = new Int32Array(size * STRONGEST)
  const textOf = new Int32Array(size * STRONGEST)
  const weightOf = new Float64Array(size * STRONGEST)
  let entries = 0
  eachStrongest(pool, (row, { terms, weights, length }) => {
    for (let i = 0; i < length; i++) {
      const term = terms[i] as number
      const weight = weights[i] as number
      for (let entry = last[term] as number; entry >= 0; entry = before[entry] as number) {
        const at = row * size + (textOf[entry] as number)
        out[at] = (out[at] as number) + weight * (weightOf[entry] as number)
      }
      before[entries] = last[term] as number
      textOf[entries] = row
      weightOf[entries] = weight
      last[term] = entries++
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
