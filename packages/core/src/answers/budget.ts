import type { Mode } from './schema.ts'

/** What one question may cost, by mode. Times in milliseconds. */
export interface Budget {
  totalMs: number
  /** Sub-questions that are searched, at most. */
  queries: number
  /** Passages handed to the synthesizer and the fact-checker. */
  passages: number
  /** Claims of an extractive answer. */
  claims: number
  outputTokens: number
}

export const budgets: Record<Mode, Budget> = {
  quick: { totalMs: 30_000, queries: 1, passages: 8, claims: 3, outputTokens: 400 },
  standard: { totalMs: 90_000, queries: 3, passages: 12, claims: 5, outputTokens: 900 },
  research: { totalMs: 300_000, queries: 6, passages: 30, claims: 10, outputTokens: 2500 },
}

/** The step had used up its share of the budget. */
export class BudgetExceeded extends Error {
  override readonly name = 'BudgetExceeded'
}

/**
 * Runs one step under a time limit of its own and the run's signal.
 *
 * @param work gets a signal that aborts at the limit or with the run, and must end soon after.
 * @throws BudgetExceeded at the limit; the run's abort reason when the run ends first.
 */
export async function within<T>(ms: number, outer: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  outer.throwIfAborted()
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(new BudgetExceeded(`over its budget of ${ms} ms`)), ms)
  const signal = AbortSignal.any([outer, limit.signal])
  const ended = Promise.withResolvers<never>()
  const onAbort = () => ended.reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([work(signal), ended.promise])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}
