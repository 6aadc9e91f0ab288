import type { Transaction } from '@sarvanom/db'
import { DomainError } from '../errors.ts'

/**
 * The row of `rate_limits` in which a user's tokens are counted. It stands apart from queries, so that deleting them
 * gives nothing back.
 */
export const tokenCountKey = (userId: string) => `tokens:${userId}`

/** Milliseconds for which tokens are counted, from the first that is spent. */
export const tokenWindowMs = 86_400_000

/**
 * Refuses a question of who has spent the tokens that a user may spend in a day. Counted when the model reports them, so
 * that answers under way may go over by what their own limits allow (budget.ts).
 *
 * @param dailyTokens of one user, both ways together; undefined: as many as they like
 * @throws DomainError TOO_MANY_REQUESTS
 */
export async function requireTokens(
  tx: Transaction,
  { dailyTokens, now }: { dailyTokens: number | undefined; now: Date },
  userId: string,
): Promise<void> {
  if (dailyTokens === undefined) return
  const count = await tx.rateLimit.findFirst({
    where: { key: tokenCountKey(userId) },
    select: { points: true, expire: true },
  })
  const msLeft = Number(count?.expire ?? 0) - now.getTime()
  if (!count || msLeft <= 0 || count.points < dailyTokens) return
  throw new DomainError('TOO_MANY_REQUESTS', 'You have used up what the language model may write for you in a day', {
    retryAfter: Math.ceil(msLeft / 1000),
  })
}
