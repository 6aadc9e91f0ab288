// Fits packages/core/src/answers/algorithms/claim-check-model.ts and prints its weights and calibration.
// SARVANOM_EVAL_DATA=… node bench/verification/fit-claims.ts
import { CLAIM_FEATURE_NAMES } from '../../packages/core/src/answers/algorithms/claim-check-model.ts'
import { indexPassage } from '../../packages/core/src/answers/algorithms/passage-index.ts'
import { compareClaim } from '../../packages/core/src/answers/algorithms/verify.ts'
import { isHeldOut, type LabelledClaim, scifactClaims, xquadClaims } from './claim-data.ts'

const LABELS = ['supported', 'contradicted', 'not_found'] as const
const WEIGHTS: Readonly<Record<string, number>> = {
  scifact: 3,
  'answered question': 3,
  'wrongly answered question': 3,
  verbatim: 1.5,
  removed: 1.5,
}
const indexed = new Map<string, ReturnType<typeof indexPassage>>()
const index = (passage: LabelledClaim['passages'][number]) => {
  const known = indexed.get(passage.chunkId) ?? indexPassage(passage)
  indexed.set(passage.chunkId, known)
  return known
}

const examples = [...scifactClaims(), ...xquadClaims()]
  .filter((each) => !isHeldOut(each))
  .flatMap((each) => {
    const [nearest] = compareClaim(each.claim, each.passages.map(index), 'en')
    return nearest === undefined
      ? []
      : [{ x: nearest.vector, y: LABELS.indexOf(each.label), weight: WEIGHTS[each.source] ?? 0.7 }]
  })

function fitSoftmax(rounds = 500, l2 = 2e-3): number[][] {
  const size = CLAIM_FEATURE_NAMES.length
  const weights = LABELS.map(() => new Array<number>(size).fill(0))
  const seen = LABELS.map(() => new Array<number>(size).fill(1e-8))
  const mass = examples.reduce((sum, { weight }) => sum + weight, 0)
  for (let round = 0; round < rounds; round += 1) {
    const gradients = LABELS.map(() => new Array<number>(size).fill(0))
    for (const { x, y, weight } of examples) {
      const scores = weights.map((row) => row.reduce((sum, w, at) => sum + w * (x[at] ?? 0), 0))
      const most = Math.max(...scores)
      const powers = scores.map((score) => Math.exp(score - most))
      const total = powers.reduce((sum, power) => sum + power, 0)
      for (const [label, gradient] of gradients.entries()) {
        const error = ((powers[label] ?? 0) / total - (label === y ? 1 : 0)) * weight
        for (let at = 0; at < size; at += 1) gradient[at] = (gradient[at] ?? 0) + error * (x[at] ?? 0)
      }
    }
    for (const [label, row] of weights.entries()) {
      for (let at = 0; at < size; at += 1) {
        const slope = (gradients[label]?.[at] ?? 0) / mass + l2 * (row[at] ?? 0)
        const total = (seen[label]?.[at] ?? 0) + slope * slope
        const sums = seen[label]
        if (sums !== undefined) sums[at] = total
        row[at] = (row[at] ?? 0) - slope / Math.sqrt(total)
      }
    }
  }
  return weights
}

const weights = fitSoftmax()
console.log(`${examples.length} claims`)
for (const [label, name] of ['SUPPORTED', 'CONTRADICTED', 'NOT_FOUND'].entries()) {
  console.log(`const ${name}: readonly number[] = [${weights[label]?.map((weight) => weight.toFixed(2)).join(', ')}]`)
}
