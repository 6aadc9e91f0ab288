import { TRPCClientError } from '@trpc/client'
import type { Translate } from './messages.ts'

/** What a page needs to know of a failure, whether tRPC, an upload or the network brought it. */
export interface Failure {
  code: string
  /** The server's own words, already fit for a reader; empty when it said nothing. */
  message: string
  /** Message per input field, by dotted path. */
  fields: Record<string, string>
  requestId: string | null
  /** Of the request; the same in the server's log and in its traces. */
  traceId: string | null
  retryAfter: number | null
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

/** Field problems come as `[{path, message}]`. */
function fieldsOf(value: unknown): Record<string, string> {
  if (!Array.isArray(value)) return {}
  const pairs = value.map((item) => {
    const { path, message } = record(item)
    const text = String(message)
    return [String(path), text.charAt(0).toLocaleUpperCase() + text.slice(1)] as const
  })
  return Object.fromEntries(pairs)
}

/** Reads a failure from anything that was thrown. Never throws itself. */
export function failureOf(error: unknown): Failure {
  const none = { message: '', fields: {}, requestId: null, traceId: null, retryAfter: null }
  if (!(error instanceof TRPCClientError)) {
    const { code, message } = record(error)
    return typeof code === 'string' ? { ...none, code, message: String(message ?? '') } : { ...none, code: 'UNKNOWN' }
  }
  const data = record(error.data)
  if (typeof data.code !== 'string') return { ...none, code: 'UNREACHABLE' }
  return {
    code: data.code,
    message: data.code === 'INTERNAL_SERVER_ERROR' ? '' : error.message,
    fields: fieldsOf(data.fields),
    requestId: typeof data.requestId === 'string' ? data.requestId : null,
    traceId: typeof data.traceId === 'string' ? data.traceId : null,
    retryAfter: typeof data.retryAfter === 'number' ? data.retryAfter : null,
  }
}

/** One sentence for a reader: ours where we know better, else the server's, else the general one. */
export function failureText(t: Translate, failure: Failure): string {
  switch (failure.code) {
    case 'UNREACHABLE':
      return t('errors.unreachable')
    case 'TOO_MANY_REQUESTS':
      if (failure.retryAfter === null) return t('errors.tooMany')
      return failure.retryAfter > 90
        ? t('errors.tooManyMinutes', { count: Math.ceil(failure.retryAfter / 60) })
        : t('errors.tooManyWait', { count: Math.max(1, Math.ceil(failure.retryAfter)) })
    case 'NOT_FOUND':
      return t('errors.gone')
    default:
      return failure.message || t('errors.unknown')
  }
}

/** Whether trying the same read again may help: the network or an overloaded server, not a refusal. */
export const isPassing = (error: unknown): boolean =>
  ['UNREACHABLE', 'SERVICE_UNAVAILABLE', 'TIMEOUT'].includes(failureOf(error).code)
