import type { Database } from '@sarvanom/db'
import { type AuditEntry, recordAudit } from '../audit/index.ts'
import { DomainError } from '../errors.ts'
import type { Bucket } from './limits.ts'
import type { Allowed, SignInLimits } from './sign-in-limits.ts'

/**
 * Counts an attempt before it is made. Of many refused ones the first is audited: the others would only fill the log.
 *
 * @throws DomainError TOO_MANY_REQUESTS
 */
export async function takeAttempt(
  { db, signInLimits }: { db: Database; signInLimits: SignInLimits },
  buckets: readonly Bucket[],
  entry: Pick<AuditEntry, 'action' | 'actorId' | 'address'>,
): Promise<Allowed> {
  const attempt = await signInLimits.take(buckets)
  if (attempt.allowed) return attempt
  if (attempt.first)
    await recordAudit(db.prisma, { ...entry, result: 'denied', detail: { reason: 'too many attempts' } })
  throw new DomainError('TOO_MANY_REQUESTS', 'Too many attempts failed; try again later', {
    retryAfter: attempt.retryAfter,
  })
}
