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

const mostWaiting = 1024

/**
 * Makes a histogram take up what it observes many at a time: one by one, between everything else that a server does, each takes
 * several times as long, because nothing of what it needs is in the processor's caches.
 *
 * @returns takes up what waits; to be called before it is read
 */
function observeTogether<L extends string>(histogram: Histogram<L>): () => void {
  type Labels = Partial<Record<L, string | number>>
  const none: Labels = {}
  const observe = histogram.observe.bind(histogram) as (labels: Labels, value: number) => void
  const labels: Labels[] = []
  const values = new Float64Array(mostWaiting)
  let waiting = 0
  function takeUp() {
    const all = waiting
    waiting = 0
    for (let i = 0; i < all; i++) observe(labels[i] ?? none, values[i] ?? 0)
  }
  const wait = (given: Labels | number, value?: number) => {
    const seen = typeof given === 'number' ? given : (value ?? Number.NaN)
    if (!Number.isFinite(seen)) throw new TypeError(`not a number: ${seen}`)
    labels[waiting] = typeof given === 'number' ? none : given
    values[waiting] = seen
    waiting += 1
    if (waiting === mostWaiting) takeUp()
  }
  // The third form of `observe` is for exemplars, which no instrument here has.
  histogram.observe = wait as typeof histogram.observe
  return takeUp
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
    /** A gauge of what goes on, which is counted at every request and told only when it is read. */
    level(name: string, help: string) {
      let now = 0
      new Gauge({
        name: `sarvanom_${name}`,
        help,
        registers,
        collect() {
          this.set(now)
        },
      })
      return {
        inc: () => {
          now += 1
        },
        dec: () => {
          now -= 1
        },
      }
    },
    histogram<L extends string = never>(name: string, help: string, buckets: number[], labelNames: readonly L[] = []) {
      let collect = () => {}
      const options = { name: `sarvanom_${name}`, help, labelNames, buckets, registers, collect: () => collect() }
      const histogram = new Histogram<L>(options)
      collect = observeTogether(histogram)
      return histogram
    },
  }
}

export type Instruments = ReturnType<typeof instrumentsOf>
