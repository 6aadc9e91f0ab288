import type { Transaction } from '@sarvanom/db'
import { DomainError } from '../errors.ts'

/** Runs of one user that may wait or be worked on at once. */
export const mostOpenRuns = 500

/**
 * Refuses a question of who has many that are not answered yet.
 * @throws DomainError TOO_MANY_REQUESTS
 */
export async function requireRoom(tx: Transaction, userId: string): Promise<void> {
  // Of several questions at once each counts those before it.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('sarvanom.runs'), hashtext(${userId}))`
  const open = await tx.run.count({ where: { status: { in: ['pending', 'running'] }, query: { userId } } })
  if (open < mostOpenRuns) return
  throw new DomainError('TOO_MANY_REQUESTS', `${open} of your questions are not answered yet: wait for some of them`, {
    retryAfter: 10,
  })
}
