import type { Idf } from './idf.ts'
import type { PoolTexts } from './pool-texts.ts'

const K1 = 1.2
const B = 0.75

/**
 * BM25 over pairs of words that stand next to each other in the question and in the text (the ordered window of
 * the sequential dependence model, Metzler & Croft 2005). A pair is as rare as its more common word.
 *
 * @returns a score for each text of the pool.
 */
export const pairScores = (query: readonly string[], { texts, idOf }: PoolTexts, idf: Idf): number[] => {
  const pairs = wantedPairs(query, idOf, idf)
  if (pairs.length === 0) return texts.map(() => 0)
  const begins = new Set(pairs.map(({ first }) => first))
  const average = texts.reduce((sum, text) => sum + text.length, 0) / texts.length || 1
  const counts = new Float64Array(pairs.length)
  return texts.map((text) => {
    counts.fill(0)
    for (let i = 1; i < text.length; i++) {
      if (!begins.has(text[i - 1] as number)) continue
      for (let p = 0; p < pairs.length; p++)
        if (pairs[p]?.first === text[i - 1] && pairs[p]?.second === text[i]) counts[p] = (counts[p] as number) + 1
    }
    const norm = K1 * (1 - B + (B * text.length) / average)
    return pairs.reduce((score, { weight }, p) => {
      const count = counts[p] as number
      return score + (weight * count * (K1 + 1)) / (count + norm)
    }, 0)
  })
}

interface Pair {
  first: number
  second: number
  weight: number
}

const wantedPairs = (query: readonly string[], idOf: PoolTexts['idOf'], idf: Idf): Pair[] => {
  const pairs = new Map<string, Pair>()
  for (let i = 1; i < query.length; i++) {
    const [before, after] = [query[i - 1] as string, query[i] as string]
    const [first, second] = [idOf(before), idOf(after)]
    if (before !== after && first !== undefined && second !== undefined)
      pairs.set(`${before} ${after}`, { first, second, weight: Math.min(idf(before), idf(after)) })
  }
  return [...pairs.values()]
}
