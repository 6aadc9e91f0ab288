import { DomainError } from '../errors.ts'
import type { Bucket } from '../throttle/index.ts'
import type { RegistrationContext } from './context.ts'

type LimitContext = Pick<RegistrationContext, 'signInLimits'>

/** Whether it may be done once more now; counts it where it may. */
export const mayDo = async (context: LimitContext, buckets: readonly Bucket[]): Promise<boolean> =>
  (await context.signInLimits.take(buckets)).allowed

/** @throws DomainError TOO_MANY_REQUESTS */
export async function requireWithinLimit(context: LimitContext, buckets: readonly Bucket[]): Promise<void> {
  const attempt = await context.signInLimits.take(buckets)
  if (attempt.allowed) return
  throw new DomainError('TOO_MANY_REQUESTS', 'This was asked for too often; try again later', {
    retryAfter: attempt.retryAfter,
  })
}
