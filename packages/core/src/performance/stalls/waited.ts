import { readFileSync } from 'node:fs'

/**
 * For how many milliseconds in all the main thread of this process has waited for a processor, as Linux counts it
 * (https://docs.kernel.org/scheduler/sched-stats.html); undefined where the system does not tell.
 */
export function waitedForProcessor(): number | undefined {
  try {
    const [, waited] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')
    return Number(waited) / 1e6 || undefined
  } catch {
    return undefined
  }
}
