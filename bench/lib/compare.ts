/** One figure: a ratio of two things that were measured in turn, in one run. */
export interface Result {
  name: string
  /** Median over the rounds of ours ÷ the other. */
  ratio: number
  /** 95 % interval of the median, from the order statistics of the rounds. */
  interval: [number, number]
  goal: string
  ours: string
  other: string
  rounds: number
}

interface Comparison {
  name: string
  goal: string
  /** Each returns one measurement, in `unit`; the same for both. */
  ours(): Promise<number>
  other(): Promise<number>
  unit: string
  rounds?: number
}

const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)
export const median = (numbers: readonly number[]) => {
  const all = sorted(numbers)
  const middle = all.length / 2
  return all.length % 2 ? (all[Math.floor(middle)] ?? 0) : ((all[middle - 1] ?? 0) + (all[middle] ?? 0)) / 2
}

/** A B B A in every round, so that a machine that grows slower in the course of it wrongs neither. The first round warms up. */
export async function compare({ name, goal, ours, other, unit, rounds = 9 }: Comparison): Promise<Result> {
  const seen: { ours: number; other: number }[] = []
  for (let round = 0; round <= rounds; round++) {
    const a1 = await ours()
    const b1 = await other()
    const b2 = await other()
    const a2 = await ours()
    if (round > 0) seen.push({ ours: (a1 + a2) / 2, other: (b1 + b2) / 2 })
  }
  const ratios = sorted(seen.map((one) => one.ours / one.other))
  // Binomial order statistics: of 9 the second and the eighth enclose the median in 96 % of runs.
  const cut = Math.max(0, Math.floor((rounds - 1.96 * Math.sqrt(rounds)) / 2))
  const figure = (value: number) => `${value >= 100 ? Math.round(value) : value.toPrecision(3)} ${unit}`
  return {
    name,
    ratio: median(ratios),
    interval: [ratios[cut] ?? 0, ratios[rounds - 1 - cut] ?? 0],
    goal,
    ours: figure(median(seen.map((one) => one.ours))),
    other: figure(median(seen.map((one) => one.other))),
    rounds,
  }
}
