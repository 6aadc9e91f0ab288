// Blocks its main thread as its argument says, and tells on stdout, a line of JSON each, what the watchdog found.
import { execFileSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { openMetrics, silentLogger } from '../../../telemetry/index.ts'
import { openPerformanceMonitor } from '../../monitor.ts'
import { watchStalls } from '../watch-stalls.ts'

const say = (told: object) => process.stdout.write(`${JSON.stringify(told)}\n`)

/** Works for so long; on a busy machine that takes longer. */
function spin(ms: number) {
  const used = () => {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1000
  }
  for (const until = used() + ms; used() < until; );
}

const acts: Record<string, () => Promise<void> | void> = {
  loop: () => spin(600),
  // Waits in native code, for a time that does not depend on how busy the machine is.
  native: () => void execFileSync(process.execPath, ['-e', 'setTimeout(() => {}, 1500)']),
  garbage: () => {
    const kept: object[] = []
    for (let n = 0; n < 60; n++) for (let i = 0; i < 50_000; i++) kept.push({ i, text: `a${i}` })
  },
  suspend: async () => {
    say({ did: 'suspending' })
    await sleep(4000)
  },
  die: async () => {
    const dying = new Worker(new URL('./dying.ts', import.meta.url))
    const ended = new Promise((resolve) => dying.once('exit', resolve))
    for (let alive = true; alive; await sleep(0)) {
      spin(100)
      alive = !(await Promise.race([ended.then(() => true), sleep(1, false)]))
    }
    say({ did: 'went on' })
  },
  monitor: async () => {
    await watch.stop()
    const metrics = openMetrics()
    const thresholds = { statementMs: 500, stallMs: 200 }
    const log = { ...silentLogger, warn: (fields: object, message?: string) => say({ warned: message, fields }) }
    const monitor = openPerformanceMonitor({ thresholds, metrics, log })
    await sleep(1500)
    spin(600)
    await sleep(1000)
    await monitor.stop()
    const { values } = await metrics.eventLoopStalls.get()
    const { values: seconds } = await metrics.eventLoopStall.get()
    say({ did: `counted ${values[0]?.value} of ${seconds.at(-2)?.value} s` })
  },
  nothing: () => {},
}

const watch = watchStalls({
  thresholdMs: 200,
  stackEveryMs: 0,
  found: (found) => say({ found }),
  log: { ...silentLogger, warn: (_fields, message) => say({ warned: message }) },
})
// The thread takes a moment to start.
await sleep(1500)
await acts[process.argv[2] ?? '']?.()
await sleep(1000)
await watch.stop()
say({ did: 'ended' })
