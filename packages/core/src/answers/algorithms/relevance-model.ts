import type { SentenceFeatures } from './sentence-features.ts'

/** The order of the weights below. */
export const FEATURE_NAMES = [
  'cover',
  'coverContext',
  'coverPassage',
  'names',
  'nameMissing',
  'worstMissing',
  'pairs',
  'typed',
  'matched',
  'coverTimesPassage',
  'rank',
  'bias',
] as const

/** `rank`: place of the passage among the hits, from 0. */
export function featureVector(features: SentenceFeatures, rank: number): number[] {
  const { cover, coverContext, coverPassage, names, nameMissing, worstMissing, pairs, typed, matched } = features
  const base = [cover, coverContext, coverPassage, names, nameMissing, worstMissing, pairs, typed, matched]
  return [...base, cover * coverPassage, 1 / (1 + rank), 1]
}

/**
 * Two logistic models, fitted by `bench/verification.ts fit` on XQuAD English (1,190 questions over 240 paragraphs):
 * which sentence of the hits answers best (pairs of the right sentence and another one), and whether the best answers
 * at all (the question's own paragraph among the hits, or taken away).
 */
const RANKING = [1.4, 1.62, 1.42, 0.09, -0.58, -1.04, 1.27, 0.93, 1.51, 1.29, 2.19, 0]
const ANSWERING = [-0.35, 1.63, 2.77, 0.13, -0.29, -0.77, 1.97, 0.31, 1.76, 1.64, -0.17, -4.13]

const dot = (weights: readonly number[], values: readonly number[]) =>
  weights.reduce((sum, weight, index) => sum + weight * (values[index] ?? 0), 0)

/** Higher is better; only differences within one question mean something. */
export const rankingScore = (vector: readonly number[]): number => dot(RANKING, vector)

/** Probability that the sentence answers the question. */
export const answerProbability = (vector: readonly number[]): number => 1 / (1 + Math.exp(-dot(ANSWERING, vector)))

/** Under this probability of the best sentence the answer is "nothing was found". */
export const ANSWER_THRESHOLD = 0.45
