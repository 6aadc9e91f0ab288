import type { Frame } from './frames.ts'

/** What the watchdog thread is started with. */
export interface WatchdogData {
  /** Two 64-bit integers: nanoseconds of `process.hrtime` at the main thread's last beat, and 1 while somebody debugs it. */
  beat: SharedArrayBuffer
  thresholdMs: number
  beatMs: number
  /** Between two stacks: taking one costs the main thread some milliseconds. */
  stackEveryMs: number
}

/** The main thread stood still, and goes on. */
export interface StallReport {
  ms: number
  /** Milliseconds of `process.hrtime` when it began. */
  from: number
  /** The innermost first; empty where none could be taken. */
  frames: Frame[]
  /** For how long the thread answered to nobody after it was asked for the stack: it was in native code or collected garbage. */
  unreachableMs: number
}

/** Milliseconds of a clock that all threads of the process share, and that does not jump. */
export const clockMs = (): number => Number(process.hrtime.bigint()) / 1e6
