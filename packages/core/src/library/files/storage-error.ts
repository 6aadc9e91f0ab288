import { DomainError } from '../../errors.ts'

const full: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT'])

/** A full disk in the words of the domain; any other error as it is. */
export function asStorageError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (!full.has(code)) return error
  return new DomainError('INSUFFICIENT_STORAGE', 'There is no space left to store files', {
    cause: error,
    retryAfter: 60,
  })
}
