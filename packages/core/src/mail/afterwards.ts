import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { asSystem } from '@sarvanom/db'
import type { Logger } from '../telemetry/index.ts'

/** Work that an answer does not wait for, so that its time tells nothing of what there was to do. */
export interface Afterwards {
  /** Runs it soon, in nobody's name. A failure is logged. */
  run(work: () => Promise<unknown>): void
  /** When all that was begun until now is done. */
  settled(): Promise<void>
  /** Does what is waiting at once; gives up after some seconds. */
  stop(): Promise<void>
}

const parallel = 4
const longest = 1000
const stopMs = 5000

export function openAfterwards({ log }: { log: Logger }): Afterwards {
  const waiting: (() => Promise<unknown>)[] = []
  const under = new Set<Promise<void>>()
  const hurry = new AbortController()

  async function workOff() {
    // A random moment later: not while the answer that began it is still on its way.
    await sleep(randomInt(50, 250), undefined, { signal: hurry.signal }).catch(() => {})
    for (let work = waiting.shift(); work; work = waiting.shift()) {
      try {
        await work()
      } catch (error) {
        const reason = error instanceof Error ? error.name : 'unknown'
        log.error({ reason }, 'work after an answer failed')
      }
    }
  }
  const settled = async () => {
    while (under.size > 0) await Promise.all(under)
  }

  return {
    run(work) {
      if (waiting.length >= longest) return log.error({ waiting: waiting.length }, 'work after an answer was dropped')
      waiting.push(work)
      if (under.size >= parallel) return
      const worker = asSystem(workOff).finally(() => under.delete(worker))
      under.add(worker)
    },
    settled,
    async stop() {
      hurry.abort()
      await Promise.race([settled(), sleep(stopMs, undefined, { ref: false })])
    },
  }
}
