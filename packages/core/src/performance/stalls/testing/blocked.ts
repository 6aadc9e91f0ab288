// Blocks its main thread as its argument says, and tells on stdout, a line of JSON each, what the watchdog found.
import { execFileSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { silentLogger } from '../../../telemetry/index.ts'
import { watchStalls } from '../watch-stalls.ts'

const say = (told: object) => process.stdout.write(`${JSON.stringify(told)}\n`)

function spin(ms: number) {
  for (const until = performance.now() + ms; performance.now() < until; );
}

const acts: Record<string, () => Promise<void> | void> = {
  loop: () => spin(1000),
  // Waits in native code, for a time that does not depend on how busy the machine is.
  native: () => void execFileSync(process.execPath, ['-e', 'setTimeout(() => {}, 1500)']),
  garbage: () => {
    const kept: object[] = []
    for (const until = performance.now() + 1500; performance.now() < until; )
      for (let i = 0; i < 10_000; i++) kept.push({ i, text: `a${i}` })
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
