import { Counter, Gauge, type Registry } from 'prom-client'

/** One value, with the values of its labels. */
export type Sample = readonly [value: number, labels?: Readonly<Record<string, string>>]

export interface Definition {
  help: string
  labels?: readonly string[]
  /** Only ever grows, though it is read and not counted by us. */
  counter?: true
}

interface Group<N extends string> {
  definitions: Readonly<Record<N, Definition>>
  /** Reads all of them at once. What it leaves out, and everything when it fails, is absent from the answer. */
  read(): Promise<Partial<Record<N, readonly Sample[]>>>
  /** A reading is shared for this long, however often somebody asks. */
  freshMs: number
  /** What takes longer is left out of this answer. */
  patienceMs?: number
}

/**
 * Figures that are read when a scraper asks for them. One that cannot be read, or not in time, is absent: an old value
 * would look like a measurement. Readings under way are shared, so a part that hangs is asked once.
 */
export function registerGroup<N extends string>(
  registry: Registry,
  { definitions, read, freshMs, patienceMs = 3_000 }: Group<N>,
): void {
  type Reading = Partial<Record<N, readonly Sample[]>>
  let last: { at: number; reading: Promise<Reading> } | undefined
  let underWay = false
  const current = (): Promise<Reading> => {
    const now = performance.now()
    if (last && (underWay || now - last.at < freshMs)) return last.reading
    underWay = true
    const reading = read()
      .catch((): Reading => ({}))
      .finally(() => {
        underWay = false
      })
    last = { at: now, reading }
    return reading
  }
  const inTime = () =>
    new Promise<Reading>((resolve) => {
      const timer = setTimeout(() => resolve({}), patienceMs)
      void current().then((reading) => {
        clearTimeout(timer)
        resolve(reading)
      })
    })

  for (const [name, { help, labels = [], counter }] of Object.entries<Definition>(definitions)) {
    const samples = async () => (await inTime())[name as N] ?? []
    const options = { name: `sarvanom_${name}`, help, labelNames: [...labels], registers: [registry] }
    if (counter) {
      new Counter({
        ...options,
        async collect() {
          const read = await samples()
          this.reset()
          for (const [value, of = {}] of read) this.inc(of, value)
          if (read.length === 0 && labels.length === 0) this.remove()
        },
      })
    } else {
      new Gauge({
        ...options,
        async collect() {
          const read = await samples()
          this.reset()
          for (const [value, of = {}] of read) this.set(of, value)
          // A gauge without labels is 0 after a reset, which nobody measured.
          if (read.length === 0 && labels.length === 0) this.remove()
        },
      })
    }
  }
}
