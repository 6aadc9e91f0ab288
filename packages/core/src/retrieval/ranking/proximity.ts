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
  const wanted = new Map<number, { second: number; weight: number }[]>()
  const seen = new Set<string>()
  for (let i = 1; i < query.length; i++) {
    const [before, after] = [query[i - 1] as string, query[i] as string]
    const [first, second] = [idOf(before), idOf(after)]
    if (before === after || first === undefined || second === undefined || seen.has(`${before} ${after}`)) continue
    seen.add(`${before} ${after}`)
    wanted.set(first, [...(wanted.get(first) ?? []), { second, weight: Math.min(idf(before), idf(after)) }])
  }
  if (wanted.size === 0) return texts.map(() => 0)
  const average = texts.reduce((sum, text) => sum + text.length, 0) / texts.length || 1
  return texts.map((text) => {
    const counts = new Map<{ weight: number }, number>()
    for (let i = 1; i < text.length; i++)
      for (const pair of wanted.get(text[i - 1] as number) ?? [])
        if (pair.second === text[i]) counts.set(pair, (counts.get(pair) ?? 0) + 1)
    const norm = K1 * (1 - B + (B * text.length) / average)
    let score = 0
    for (const [{ weight }, count] of counts) score += (weight * count * (K1 + 1)) / (count + norm)
    return score
  })
}
