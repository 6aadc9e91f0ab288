import type { Alignment } from './alignment.ts'
import type { Changes } from './changes.ts'
import type { ClaimFeatures } from './claim-features.ts'

/**
 * The order of the weights below; printed by the fitting script.
 * @public
 */
export const CLAIM_FEATURE_NAMES = [
  'share',
  'compact',
  'share*compact',
  'added',
  'name',
  'cover',
  'coverContext',
  'exact',
  'predicate',
  'pairs',
  'order',
  'coverPassage',
  'nameMissing',
  'nameRival',
  'swapped',
  'numberMissing',
  'numberRival',
  'negation',
  'opposed',
  'unbacked',
  'overstated',
  'worstMissing',
  'near²',
  'near*negation',
  'near*opposed',
  'near*unbacked',
  'near*numberRival',
  'near*swapped',
  'near*nameRival',
  'coverPassage²',
  'exact*pairs',
  'bias',
] as const

export function claimVector(features: ClaimFeatures, { share, compact }: Alignment, changes: Changes): number[] {
  const f = features
  const near = f.coverContext
  return [
    share,
    compact,
    share * compact,
    Math.min(1, changes.addedWeight / 3),
    changes.name === undefined ? 0 : 1,
    f.cover,
    near,
    f.exact,
    f.predicate,
    f.pairs,
    f.order,
    f.coverPassage,
    f.nameMissing,
    f.nameRival,
    f.swapped,
    f.numberMissing,
    f.numberRival,
    f.negation,
    f.opposed,
    f.unbacked,
    f.overstated,
    f.worstMissing,
    near * near,
    near * f.negation,
    near * f.opposed,
    near * f.unbacked,
    near * f.numberRival,
    near * f.swapped,
    near * f.nameRival,
    f.coverPassage * f.coverPassage,
    f.exact * f.pairs,
    1,
  ]
}

export interface Probabilities {
  supported: number
  contradicted: number
  notFound: number
}

/**
 * Softmax over the three verdicts for one sentence held against a claim that does not follow it word by word. Fitted by
 * `bench/verification/fit-claims.ts` on SciFact's training claims and on statements made from XQuAD's questions.
 */
const SUPPORTED: readonly number[] = [
  -0.49, 0.03, -0.49, 0.42, -0.63, 0.23, 0.8, 0.18, 0.37, 0.28, -0.18, 0.56, -0.14, 0.51, -0.02, -0.29, -0.76, -0.15,
  -0.17, -0.15, -0.23, -0.46, 0.47, -1.16, -0.77, 0.05, -0.85, -0.38, -0.65, 0.1, 0.15, 0.19,
]
const CONTRADICTED: readonly number[] = [
  0.35, -0.11, 0.56, 0.17, -0.0, -0.23, -0.04, -0.2, 0.45, 0.03, 0.59, 0.04, -0.17, -0.05, 0.16, -0.08, 0.44, 0.26,
  0.45, 0.14, -0.03, -0.36, 0.07, 1.83, 1.24, 0.67, 1.33, 0.58, -0.81, -0.02, 0.2, -0.84,
]
const NOT_FOUND: readonly number[] = [
  0.56, 0.37, 0.27, 0.27, 0.6, 0.32, -0.49, 0.36, -0.42, -0.03, 0.03, -0.29, 0.3, -0.43, -0.14, 0.37, 0.32, -0.1, -0.28,
  0.0, 0.27, 0.75, -0.8, -0.66, -0.47, -0.73, -0.48, -0.2, 1.44, 0.32, -0.59, 0.78,
]

const dot = (weights: readonly number[], values: readonly number[]) =>
  weights.reduce((sum, weight, at) => sum + weight * (values[at] ?? 0), 0)

export function verdictProbabilities(vector: readonly number[]): Probabilities {
  const scores = [dot(SUPPORTED, vector), dot(CONTRADICTED, vector), dot(NOT_FOUND, vector)]
  const most = Math.max(...scores)
  const [supported = 0, contradicted = 0, notFound = 0] = scores.map((score) => Math.exp(score - most))
  const sum = supported + contradicted + notFound
  return { supported: supported / sum, contradicted: contradicted / sum, notFound: notFound / sum }
}

/** Least probability for each verdict; under both, the verdict is "not found". */
export const SUPPORT_THRESHOLD = 0.5
export const CONTRADICTION_THRESHOLD = 0.45

type Curve = readonly (readonly [raw: number, share: number])[]
/** How often a verdict with this raw probability was right on the claims fitted on (`bench/verification/check.ts --train --curves`, before this mapping); rises throughout. */
const CURVES: Readonly<Record<'supported' | 'contradicted' | 'not_found', Curve>> = {
  supported: [
    [0.5, 0.55],
    [0.6, 0.56],
    [0.7, 0.62],
    [0.85, 0.73],
    [1, 0.85],
  ],
  contradicted: [
    [0.45, 0.3],
    [0.58, 0.45],
    [0.7, 0.57],
    [1, 0.6],
  ],
  not_found: [
    [0.4, 0.4],
    [0.55, 0.42],
    [0.7, 0.49],
    [0.79, 0.58],
    [0.845, 0.77],
    [0.893, 0.86],
    [1, 0.95],
  ],
}

/** Turns a raw probability into the share of right verdicts, by straight lines between measured points. */
export function calibrated(verdict: keyof typeof CURVES, raw: number): number {
  const curve = CURVES[verdict]
  for (const [index, [x, y]] of curve.entries()) {
    if (raw > x) continue
    const [x0, y0] = curve[index - 1] ?? [x, y]
    return x === x0 ? y : y0 + ((y - y0) * (raw - x0)) / (x - x0)
  }
  return curve.at(-1)?.[1] ?? raw
}
