import type { Log } from '../logger.ts'

const everyMs = 60_000

/** Says at most once a minute that a place for lines fails: the line about it goes to the same places. */
export function complaints(log: Log, message: string, clock: () => number) {
  let last = Number.NEGATIVE_INFINITY
  let unsaid = 0
  return (error: unknown) => {
    const now = clock()
    if (now - last < everyMs) {
      unsaid += 1
      return
    }
    last = now
    log.warn({ err: error, ...(unsaid > 0 ? { before: unsaid } : {}) }, message)
    unsaid = 0
  }
}
