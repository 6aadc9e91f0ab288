import { url as debuggerUrl } from 'node:inspector'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { Logger } from '../../telemetry/index.ts'
import { watchCollections } from './collections.ts'
import { linesOf } from './frames.ts'
import type { StallReport, WatchdogData } from './protocol.ts'

/** The main thread stood still: nobody was answered for so long. */
export interface Stall {
  ms: number
  /** The innermost first; empty where none could be taken. */
  frames: string[]
  /** For how long of it the thread was in native code or collected garbage when its stack was asked for. */
  unreachableMs: number
  /** Milliseconds of it that went into collecting garbage. */
  collectingMs: number
}

interface WatchOptions {
  thresholdMs: number
  found(stall: Stall): void
  log: Logger
  /** Between two stacks. */
  stackEveryMs?: number
}

/** The worker's code; a bundle has it elsewhere than the sources do. */
const workerUrl = new URL('./worker.ts', import.meta.url)
const restartMs = 10_000
// The observer of garbage collections tells a moment after them.
const settleMs = 100

/**
 * Watches the main thread from another one, which reads its heartbeat out of shared memory and takes its stack while it
 * stands still. The beat is one timer; nothing else is done while all is well. A watchdog that died is replaced.
 */
export function watchStalls(options: WatchOptions): { stop(): Promise<void> } {
  const { thresholdMs, found, log, stackEveryMs = 30_000 } = options
  const beatMs = Math.min(50, Math.max(5, Math.round(thresholdMs / 4)))
  const memory = new SharedArrayBuffer(16)
  const beats = new BigInt64Array(memory)
  const beat = () => {
    // Whoever debugs the process makes it stand still on purpose, and must not be let go on by the watchdog.
    Atomics.store(beats, 1, debuggerUrl() === undefined ? 0n : 1n)
    Atomics.store(beats, 0, process.hrtime.bigint())
  }
  beat()
  const heart = setInterval(beat, beatMs).unref()
  const collections = watchCollections()
  let worker: Worker | undefined
  let again: NodeJS.Timeout | undefined
  let stopped = false

  async function report({ ms, from, frames, unreachableMs }: StallReport) {
    await sleep(settleMs, undefined, { ref: false })
    if (!stopped)
      found({ ms, frames: linesOf(frames), unreachableMs, collectingMs: collections.between(from, from + ms) })
  }

  function start() {
    const data: WatchdogData = { beat: memory, thresholdMs, beatMs, stackEveryMs }
    const limits = { maxOldGenerationSizeMb: 48 }
    worker = new Worker(workerUrl, { workerData: data, resourceLimits: limits, env: {}, execArgv: [] })
    worker.unref()
    worker.on('message', (message: StallReport) => void report(message))
    worker.on('error', (error) => log.warn({ err: error }, 'the watchdog of the event loop failed'))
    worker.on('exit', () => {
      if (stopped) return
      log.warn({ ms: restartMs }, 'the watchdog of the event loop ended and is started again')
      again = setTimeout(start, restartMs).unref()
    })
  }

  start()
  return {
    async stop() {
      stopped = true
      clearInterval(heart)
      clearTimeout(again)
      collections.stop()
      await worker?.terminate()
    },
  }
}
