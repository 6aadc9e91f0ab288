import type { ModelError } from './model-error.ts'

export interface RetryBudget {
  /** A first attempt was made: earns a tenth of a retry. */
  earn(): void
  /** Takes one retry, or says that there is none left. */
  spend(): boolean
}

/**
 * Keeps retries to a tenth of the calls, so that they never multiply the load on a provider in trouble
 * (Finagle's and Envoy's retry budget). `reserve` lets a quiet server retry at all.
 */
export function createRetryBudget(reserve = 4, ratio = 0.1, most = 10): RetryBudget {
  let tokens = reserve
  return {
    earn() {
      tokens = Math.min(most, tokens + ratio)
    },
    spend() {
      // The sum of ten tenths is a little under one.
      if (tokens < 1 - 1e-9) return false
      tokens -= 1
      return true
    },
  }
}

export const MAX_RETRIES = 2
/** A longer Retry-After is handed to the caller instead of being waited for. */
const LONGEST_WAIT_MS = 10_000

/**
 * Milliseconds to wait before the next attempt, or undefined when there must be none. Only failures of the provider
 * that a second attempt may cure are retried: 429 and 5xx, connections that could not be made. `random` is in [0, 1).
 */
export function retryDelay(error: ModelError, attempt: number, random: number): number | undefined {
  if (attempt >= MAX_RETRIES) return undefined
  if (error.code !== 'model_rate_limited' && error.code !== 'model_unavailable') return undefined
  const backoff = 250 * 2 ** attempt * (0.5 + random / 2)
  const wait = Math.max(backoff, (error.retryAfter ?? 0) * 1000)
  return wait > LONGEST_WAIT_MS ? undefined : wait
}
