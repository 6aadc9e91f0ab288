import type { SentenceFeatures } from './sentence-features.ts'

/**
 * The order of the weights below; printed by the fitting script.
 * @public
 */
export const FEATURE_NAMES = [
  'cover',
  'coverContext',
  'coverPassage',
  'names',
  'nameMissing',
  'worstMissing',
  'pairs',
  'typed',
  'untyped',
  'matched',
  'coverTimesPassage',
  'nameMissingTimesContext',
  'rank',
  'bias',
] as const

/** `rank`: place of the passage among the hits, from 0. */
export function featureVector(features: SentenceFeatures, rank: number): number[] {
  const { cover, coverContext, coverPassage, names, nameMissing, worstMissing, pairs, typed, untyped, matched } =
    features
  const base = [cover, coverContext, coverPassage, names, nameMissing, worstMissing, pairs, typed, untyped, matched]
  return [...base, cover * coverPassage, nameMissing * coverContext, 1 / (1 + rank), 1]
}

/**
 * Two logistic models, fitted by `bench/verification/fit-relevance.ts` on XQuAD English (1,190 questions over 240 paragraphs):
 * which sentence of the hits answers best (pairs of the right sentence and another one), and whether the best answers
 * at all (the question's own paragraph among the hits, or taken away).
 */
const RANKING = [1.39, 1.65, 1.51, 0.18, -0.77, -1.06, 1.18, 0.71, -0.65, 1.5, 1.27, 0.15, 2.3, 0]
const ANSWERING = [0.11, 1.31, 2.38, 0.14, -0.94, -0.72, 2.33, -0.49, -1.38, 1.88, 1.85, 0.55, 0.37, -3.68]

const dot = (weights: readonly number[], values: readonly number[]) =>
  weights.reduce((sum, weight, index) => sum + weight * (values[index] ?? 0), 0)

/** Higher is better; only differences within one question mean something. */
export const rankingScore = (vector: readonly number[]): number => dot(RANKING, vector)

/** Probability that the sentence answers the question. */
export const answerProbability = (vector: readonly number[]): number => 1 / (1 + Math.exp(-dot(ANSWERING, vector)))

/**
 * Under this probability of the best sentence the answer is "nothing was found". Other languages lack English's word
 * rarities and synonyms, and some its signs of a name, which lowers every probability; set on XQuAD so that about four
 * in five questions whose paragraph was taken away get no answer.
 */
export const answerThreshold = (language: string): number =>
  THRESHOLDS[language.slice(0, 2).toLowerCase()] ?? OTHER_LANGUAGES
const THRESHOLDS: Readonly<Record<string, number>> = { '': 0.42, en: 0.42, de: 0.25, ar: 0.25, zh: 0.4, ja: 0.4 }
const OTHER_LANGUAGES = 0.33
