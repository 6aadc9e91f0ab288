import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Milliseconds before attempt `attempt` (1 is the first repetition): exponential with full jitter, so that those who
 * collided do not collide again (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 */
export function backoffMs(attempt: number, { baseMs = 20, maxMs = 500, random = Math.random } = {}): number {
  return Math.ceil(random() * Math.min(maxMs, baseMs * 2 ** (attempt - 1)))
}

/**
 * Repeats `work` up to `retries` times while `mayRetry` says so of its error; the last error is thrown. Nothing is begun
 * again after `withinMs`, but once: a failure that took long is not made much longer. `retrying` is told before each repetition.
 */
export async function withRetries<T>(
  work: () => Promise<T>,
  mayRetry: (error: unknown) => boolean,
  {
    retries,
    withinMs = Number.POSITIVE_INFINITY,
    retrying,
  }: { retries: number; withinMs?: number; retrying?: (error: unknown) => void },
): Promise<T> {
  const begun = performance.now()
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt > retries || (attempt > 1 && performance.now() - begun > withinMs) || !mayRetry(error)) throw error
      retrying?.(error)
      await sleep(backoffMs(attempt))
    }
  }
}
