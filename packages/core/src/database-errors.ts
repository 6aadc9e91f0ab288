import { isConnectionError, isDiskFull, isInvalidText, isPoolExhausted, isTimeout } from '@sarvanom/db'
import { DomainError } from './errors.ts'

/** What a failure of the database means to a client; undefined where it is a fault of ours. */
export function domainErrorOf(error: unknown): DomainError | undefined {
  if (error instanceof DomainError) return error
  if (isConnectionError(error)) {
    return new DomainError('SERVICE_UNAVAILABLE', 'The database cannot be reached', { cause: error, retryAfter: 2 })
  }
  if (isPoolExhausted(error) || isTimeout(error)) {
    return new DomainError('SERVICE_UNAVAILABLE', 'The database is busy', { cause: error, retryAfter: 2 })
  }
  if (isDiskFull(error)) return new DomainError('INSUFFICIENT_STORAGE', 'The disk is full', { cause: error })
  if (isInvalidText(error)) {
    return new DomainError('BAD_REQUEST', 'The input contains characters that are not valid text', { cause: error })
  }
  return undefined
}
