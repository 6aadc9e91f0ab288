import type { Alignment } from './alignment.ts'
import type { Changes } from './changes.ts'
import type { ClaimFeatures } from './claim-features.ts'

/** The order of the weights below. */
export const CLAIM_FEATURE_NAMES = [
  'share',
  'compact',
  'share*compact',
  'added',
  'name',
  'cover',
  'coverContext',
  'exact',
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
  -0.4, 0.01, -0.41, 0.35, -0.68, 0.21, 0.81, 0.12, 0.27, -0.3, 0.5, -0.19, 0.46, -0.06, -0.35, -0.58, -0.17, -0.19,
  -0.12, -0.24, -0.35, 0.54, -1.12, -0.77, 0.02, -0.88, -0.33, -0.51, 0.04, 0.18, 0.12,
]
const CONTRADICTED: readonly number[] = [
  0.42, -0.13, 0.63, 0.09, 0.05, -0.25, -0.06, -0.26, -0.04, 0.6, 0.07, -0.2, -0.03, 0.16, -0.05, 0.39, 0.28, 0.44,
  0.11, -0.02, -0.3, 0.06, 1.81, 1.2, 0.75, 1.32, 0.56, -0.82, -0.01, 0.2, -0.91,
]
const NOT_FOUND: readonly number[] = [
  0.33, 0.33, 0.06, 0.27, 0.6, 0.28, -0.6, 0.39, -0.07, 0.05, -0.35, 0.38, -0.41, -0.11, 0.39, 0.19, -0.11, -0.25, 0.01,
  0.26, 0.54, -0.91, -0.68, -0.42, -0.77, -0.44, -0.24, 1.3, 0.3, -0.64, 0.75,
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
    [0.5, 0.5],
    [0.58, 0.54],
    [0.7, 0.62],
    [0.83, 0.73],
    [1, 0.85],
  ],
  contradicted: [
    [0.45, 0.4],
    [0.64, 0.5],
    [0.85, 0.55],
    [1, 0.6],
  ],
  not_found: [
    [0, 0.3],
    [0.55, 0.48],
    [0.67, 0.6],
    [0.8, 0.7],
    [0.96, 0.79],
    [1, 0.87],
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
