import { PerformanceObserver, performance } from 'node:perf_hooks'
import { clockMs } from './protocol.ts'

interface Collection {
  from: number
  to: number
}

const leastMs = 5
const kept = 100

/** Remembers the longer of the last garbage collections, on the clock of `clockMs`. */
export function watchCollections(): { between(from: number, to: number): number; stop(): void } {
  const last: Collection[] = []
  // `performance.now` counts from the start of the thread, `clockMs` from the start of the machine.
  const offset = clockMs() - performance.now()
  const observer = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      if (duration < leastMs) continue
      last.push({ from: offset + startTime, to: offset + startTime + duration })
      if (last.length > kept) last.shift()
    }
  })
  observer.observe({ entryTypes: ['gc'] })
  return {
    between: (from, to) =>
      last.reduce((sum, one) => sum + Math.max(0, Math.min(to, one.to) - Math.max(from, one.from)), 0),
    stop: () => observer.disconnect(),
  }
}
