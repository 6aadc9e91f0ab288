// Runs in a thread of its own, which goes on while the main thread stands still.
import { parentPort, workerData } from 'node:worker_threads'
import { beginWatch, judge } from './judge.ts'
import { clockMs, type StallReport, type WatchdogData } from './protocol.ts'
import { type Stack, takeStack } from './take-stack.ts'
import { waitedForProcessor } from './waited.ts'

if (!parentPort) throw new Error('worker.ts runs in a worker thread only')
const port = parentPort
const { beat, thresholdMs, beatMs, stackEveryMs } = workerData as WatchdogData
const beats = new BigInt64Array(beat)
const lastBeat = () => Number(Atomics.load(beats, 0)) / 1e6
const debugged = () => Atomics.load(beats, 1) === 1n

let watch = beginWatch(clockMs(), waitedForProcessor())
let stack: Promise<Stack | undefined> | undefined
let taken = Number.NEGATIVE_INFINITY

async function tell(ms: number, from: number, found: Promise<Stack | undefined> | undefined) {
  const { frames, unreachableMs } = (await found) ?? { frames: [], unreachableMs: 0 }
  port.postMessage({ ms, from, frames, unreachableMs } satisfies StallReport)
}

setInterval(() => {
  // Before the time: this thread may be stopped between the two, which must never look like a late beat.
  const seen = lastBeat()
  const now = clockMs()
  if (debugged()) {
    watch = beginWatch(now, waitedForProcessor())
    return
  }
  const looked = judge(watch, { now, beat: seen, waited: waitedForProcessor() }, { thresholdMs, beatMs })
  watch = looked.watch
  const { judgement } = looked
  if (judgement.is === 'standing' && now - taken >= stackEveryMs) {
    taken = now
    const { beat: standingAt } = watch
    stack = takeStack(() => lastBeat() === standingAt)
  }
  if (judgement.is === 'over') void tell(judgement.ms, judgement.from, stack)
  if (judgement.is !== 'standing' && !watch.noticed) stack = undefined
}, beatMs)
