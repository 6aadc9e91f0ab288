/** What was measured over the last moment. */
export interface LoadSample {
  /** 99th percentile of how much later than due the event loop came round. */
  delayMs: number
  /** Share of the time that the event loop was at work, 0 to 1. */
  utilization: number
  /** Of this process. */
  rssBytes: number
  heapBytes: number
}

export interface MemoryLimits {
  /** Of the machine, or of the container where that is less. */
  rssBytes: number
  heapBytes: number
}

export interface LoadState {
  /** Memory runs out: nothing new is let in. */
  memory: boolean
  /** Which share of new requests is refused because the event loop is late, 0 to 1. */
  share: number
}

export const atEase: LoadState = { memory: false, share: 0 }

export type ShedReason = 'memory' | 'event_loop' | 'queue'

// Between the two nothing changes, so that it does not go to and fro.
const memoryFull = 0.9
const memoryEased = 0.8
const late = { delayMs: 400, utilization: 0.9 }
const onTime = { delayMs: 100 }
// Up quickly and down slowly; some always come through, or nothing would show that the load is gone.
const shareUp = 0.2
const shareDown = 0.1
const mostShare = 0.9

/** Pure: what follows from a new sample. */
export function nextLoad(state: LoadState, sample: LoadSample, limits: MemoryLimits): LoadState {
  const used = Math.max(sample.rssBytes / limits.rssBytes, sample.heapBytes / limits.heapBytes)
  const memory = used > (state.memory ? memoryEased : memoryFull)
  const isLate = sample.delayMs > late.delayMs && sample.utilization > late.utilization
  if (isLate) return { memory, share: Math.min(mostShare, round(state.share + shareUp)) }
  if (sample.delayMs < onTime.delayMs) return { memory, share: Math.max(0, round(state.share - shareDown)) }
  return { memory, share: state.share }
}

const round = (share: number) => Math.round(share * 10) / 10

// Refusing the few requests of a slow machine would help nobody: only a crowd makes the event loop late for others.
const crowd = 32
const mostInFlight = 4000

/**
 * Pure: why a request is refused, if it is.
 * @param n a number that goes up by one with each request, so that what is refused is spread evenly
 */
export function refusalOf(state: LoadState, inFlight: number, n: number): ShedReason | undefined {
  if (state.memory) return 'memory'
  if (inFlight >= mostInFlight) return 'queue'
  if (inFlight < crowd) return undefined
  const refusedBefore = Math.floor(n * state.share)
  return Math.floor((n + 1) * state.share) > refusedBefore ? 'event_loop' : undefined
}
