import { totalmem } from 'node:os'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'
import type { Log } from '../logger.ts'
import { atEase, type LoadSample, type LoadState, type MemoryLimits, nextLoad } from './decide-load.ts'

const everyMs = 1000
const resolutionMs = 10

/** What there is: of a container its own limit (cgroup), else of the machine. */
function memoryLimits(): MemoryLimits {
  const constrained = process.constrainedMemory()
  const rssBytes = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()
  return { rssBytes, heapBytes: getHeapStatistics().heap_size_limit }
}

export interface LoadWatch {
  state(): LoadState
  stop(): void
}

/** Looks once a second how late the event loop is and how much memory is used, and says when requests begin to be refused. */
export function watchLoad(log: Log, limits: MemoryLimits = memoryLimits()): LoadWatch {
  const delays = monitorEventLoopDelay({ resolution: resolutionMs })
  delays.enable()
  let last = performance.eventLoopUtilization()
  let state = atEase

  function sample(): LoadSample {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, last)
    last = now
    const delayMs = delays.percentile(99) / 1e6 - resolutionMs
    delays.reset()
    return { delayMs, utilization, rssBytes: process.memoryUsage.rss(), heapBytes: getHeapStatistics().used_heap_size }
  }

  const timer = setInterval(() => {
    const measured = sample()
    const next = nextLoad(state, measured, limits)
    if (refuses(next) !== refuses(state)) {
      const [level, message] = refuses(next)
        ? (['warn', 'new requests are refused, to keep the server well'] as const)
        : (['info', 'no requests are refused any more'] as const)
      log[level]({ ...next, ...rounded(measured) }, message)
    }
    state = next
  }, everyMs).unref()

  return {
    state: () => state,
    stop() {
      clearInterval(timer)
      delays.disable()
    },
  }
}

const refuses = ({ memory, share }: LoadState) => memory || share > 0

const rounded = (sample: LoadSample) =>
  Object.fromEntries(Object.entries(sample).map(([name, value]) => [name, Math.round(value * 100) / 100]))
