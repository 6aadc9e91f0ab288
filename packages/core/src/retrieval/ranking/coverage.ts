import type { Idf } from './idf.ts'
import type { PoolTexts } from './pool-texts.ts'

/** Even the commonest term counts a little. */
const LEAST_WEIGHT = 0.1

/** For each text the share of what was asked, weighted by rarity, that occurs in it. */
export const coverages = (query: readonly string[], { texts, idOf }: PoolTexts, idf: Idf): number[] => {
  const weights = new Map<number, number>()
  let all = 0
  for (const term of new Set(query)) {
    const weight = Math.max(idf(term), LEAST_WEIGHT)
    const id = idOf(term)
    all += weight
    if (id !== undefined) weights.set(id, weight)
  }
  return texts.map((text) => {
    const found = new Set<number>()
    let sum = 0
    for (const term of text) {
      const weight = weights.get(term)
      if (weight === undefined || found.has(term)) continue
      found.add(term)
      sum += weight
    }
    return all > 0 ? sum / all : 0
  })
}
