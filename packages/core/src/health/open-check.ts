import { asSystem } from '@sarvanom/db'
import { failure, late } from './decide.ts'
import type { CheckResult, Finding } from './schema.ts'

/**
 * Really tries its part. The signal fires when nobody waits any longer.
 * @throws when the part does not work
 */
export type Check = (signal: AbortSignal) => Promise<Finding>

export interface CheckPlan {
  /** A result is shared for so long after it came. */
  cacheMs: number
  /** A check that takes longer has failed. */
  deadlineMs: number
  /** Who asks gets the last result at once while a new one is on its way; only the first is waited for. */
  inBackground: boolean
}

export interface Clocks {
  /** Milliseconds that only grow. */
  now(): number
  /** The date. */
  clock(): Date
}

export interface OpenCheck {
  /** The last result where it is fresh, else a new one, shared by all who ask meanwhile. Undefined: none yet. */
  read(): Promise<CheckResult | undefined>
  /** The last result, however old. */
  last(): CheckResult | undefined
}

/** However many ask, and however long a check hangs: it is under way once at most. */
export function openCheck(check: Check, { cacheMs, deadlineMs, inBackground }: CheckPlan, clocks: Clocks): OpenCheck {
  let known: { result: CheckResult; at: number } | undefined
  // The check itself, which may go on after its deadline; a second one would hang beside it.
  let working = false
  let awaited: Promise<CheckResult> | undefined

  async function tryOnce(): Promise<CheckResult> {
    const began = clocks.now()
    const signal = AbortSignal.timeout(deadlineMs)
    const isLate = new Promise<Finding>((resolve) => {
      signal.addEventListener('abort', () => resolve(late(deadlineMs / 1000)), { once: true })
    })
    working = true
    // Its result serves everybody, so it is not tried in the name of who happened to ask.
    const tried = asSystem(async () => await check(signal))
      .catch(failure)
      .finally(() => {
        working = false
      })
    const found = await Promise.race([tried, isLate])
    const at = clocks.now()
    const latencyMs = Math.round((at - began) * 10) / 10
    const result = { ...found, latencyMs, checkedAt: clocks.clock().toISOString() }
    known = { result, at }
    awaited = undefined
    return result
  }

  return {
    last: () => known?.result,
    async read() {
      if (known && clocks.now() - known.at < cacheMs) return known.result
      if (known && working && !awaited) return known.result
      awaited ??= tryOnce()
      return known && inBackground ? known.result : await awaited
    },
  }
}
