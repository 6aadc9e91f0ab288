import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

/** Seconds: from what the database answers from memory to what a person gives up waiting for. */
export const quick = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
/** Seconds: of work that may take minutes. */
export const slow = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300]

/** Seconds: of what should take none. */
export const stalls = [0.1, 0.2, 0.35, 0.5, 1, 2.5, 5, 10, 30]

type Labels = Readonly<Record<string, readonly string[]>>

/** Every combination of the values. */
function combinations(labels: Labels): Record<string, string>[] {
  return Object.entries(labels).reduce<Record<string, string>[]>(
    (known, [name, values]) => known.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  )
}

/**
 * Makes the instruments of one registry. Names are `sarvanom_` and what is measured in base units, counters end in `_total`
 * (https://prometheus.io/docs/practices/naming/). Labels have values out of short, closed lists, so that the number of
 * series is bounded; `known` values start at 0, or the first event would be invisible to `rate()`.
 */
export function instrumentsOf(registry: Registry) {
  const registers = [registry]
  return {
    counter<L extends string = never>(name: string, help: string, known: Partial<Record<L, readonly string[]>> = {}) {
      const labelNames = Object.keys(known) as L[]
      const counter = new Counter<L>({ name: `sarvanom_${name}`, help, labelNames, registers })
      const lists = known as Labels
      if (labelNames.length > 0 && Object.values(lists).every((values) => values.length > 0))
        for (const labels of combinations(lists)) counter.inc(labels as Record<L, string>, 0)
      return counter
    },
    gauge<L extends string = never>(name: string, help: string, labelNames: readonly L[] = []) {
      return new Gauge<L>({ name: `sarvanom_${name}`, help, labelNames, registers })
    },
    histogram<L extends string = never>(name: string, help: string, buckets: number[], labelNames: readonly L[] = []) {
      return new Histogram<L>({ name: `sarvanom_${name}`, help, labelNames, buckets, registers })
    },
  }
}

export type Instruments = ReturnType<typeof instrumentsOf>
