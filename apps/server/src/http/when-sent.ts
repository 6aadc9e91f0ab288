import type { AppContext } from './context.ts'

/** Calls `release` once the answer to this request has been sent to its last byte, or its client has gone. */
export function whenSent(c: AppContext, release: () => void): void {
  const { outgoing } = c.env
  if (outgoing.destroyed || outgoing.writableFinished) release()
  else outgoing.once('close', release)
}
