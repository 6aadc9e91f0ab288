export interface Example {
  values: readonly number[]
  positive: boolean
  weight: number
}

/** Weights of a logistic model by AdaGrad with a little L2. Deterministic. */
export function fitLogistic(examples: readonly Example[], rounds: number, l2 = 1e-3): number[] {
  const size = examples[0]?.values.length ?? 0
  const weights = new Array<number>(size).fill(0)
  const seen = new Array<number>(size).fill(1e-8)
  const mass = examples.reduce((sum, { weight }) => sum + weight, 0)
  for (let round = 0; round < rounds; round += 1) {
    const gradient = new Array<number>(size).fill(0)
    for (const { values, positive, weight } of examples) {
      let sum = 0
      for (let at = 0; at < size; at += 1) sum += (weights[at] ?? 0) * (values[at] ?? 0)
      const error = (1 / (1 + Math.exp(-sum)) - (positive ? 1 : 0)) * weight
      for (let at = 0; at < size; at += 1) gradient[at] = (gradient[at] ?? 0) + error * (values[at] ?? 0)
    }
    for (let at = 0; at < size; at += 1) {
      const slope = (gradient[at] ?? 0) / mass + l2 * (weights[at] ?? 0)
      seen[at] = (seen[at] ?? 0) + slope * slope
      weights[at] = (weights[at] ?? 0) - slope / Math.sqrt(seen[at] ?? 1)
    }
  }
  return weights
}

export const dot = (weights: readonly number[], values: readonly number[]) =>
  weights.reduce((sum, weight, at) => sum + weight * (values[at] ?? 0), 0)
