import { DomainError } from '../../errors.ts'

const day = 86_400_000
const defaultDays = 90
/** A leap year, so that the same day next year is never refused. */
const longestDays = 366

/**
 * When a new key ends: every key does. Without a wish in 90 days; "as long as possible" (null) is a year.
 *
 * @throws DomainError BAD_REQUEST for a date that is past, or further away than a year
 */
export function keyExpiry(wish: string | null | undefined, now: Date): Date {
  const inDays = (days: number) => new Date(now.getTime() + days * day)
  if (wish === undefined) return inDays(defaultDays)
  if (wish === null) return inDays(longestDays)
  const wanted = new Date(wish)
  if (wanted <= now) throw badExpiry('must be in the future')
  if (wanted > inDays(longestDays)) throw badExpiry('must be within a year from now')
  return wanted
}

const badExpiry = (message: string) =>
  new DomainError('BAD_REQUEST', `expiresAt ${message}`, { fields: [{ path: 'expiresAt', message }] })
