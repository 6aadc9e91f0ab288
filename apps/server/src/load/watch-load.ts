import { totalmem } from 'node:os'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'
import type { Log } from '../logger.ts'
import type { Backlog } from './backlog.ts'
import { atEase, type LoadSample, type LoadState, type MemoryLimits, nextLoad } from './decide-load.ts'

const everyMs = 1000
/** A backlog grows quickly: what came within one look is let in however much it is. */
const backlogEveryMs = 500
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

/**
 * Looks once a second how late the event loop is, how much memory is used and how long the backlog is, and says when requests
 * begin to be refused.
 */
export function watchLoad(log: Log, backlog: Backlog, limits: MemoryLimits = memoryLimits()): LoadWatch {
  const delays = monitorEventLoopDelay({ resolution: resolutionMs })
  delays.enable()
  let last = performance.eventLoopUtilization()
  let state = atEase
  let isLong = false
  let refusing = false

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
    state = nextLoad(state, measured, limits)
    const refuses = state.memory || state.share > 0 || isLong
    if (refuses === refusing) return
    refusing = refuses
    const [level, message] = refuses
      ? (['warn', 'new requests are refused, to keep the server well'] as const)
      : (['info', 'no requests are refused any more'] as const)
    log[level]({ ...state, backlog: isLong, ...rounded(measured) }, message)
  }, everyMs).unref()
  let looked = performance.now()
  const backlogTimer = setInterval(() => {
    const now = performance.now()
    isLong = backlog.look((now - looked) / 1000)
    looked = now
  }, backlogEveryMs).unref()

  return {
    state: () => state,
    stop() {
      clearInterval(timer)
      clearInterval(backlogTimer)
      delays.disable()
    },
  }
}

const rounded = (sample: LoadSample) =>
  Object.fromEntries(Object.entries(sample).map(([name, value]) => [name, Math.round(value * 100) / 100]))
