import { currentWork, domainErrorOf, type ErrorCode, type FieldProblem } from '@sarvanom/core'
import { errorCode } from '../startup-error.ts'

const statuses = {
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_SUPPORTED: 405,
  CONFLICT: 409,
  BAD_REQUEST: 400,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  UNPROCESSABLE_CONTENT: 422,
  TOO_MANY_REQUESTS: 429,
  INTERNAL_SERVER_ERROR: 500,
  SERVICE_UNAVAILABLE: 503,
  INSUFFICIENT_STORAGE: 507,
} as const satisfies Record<ErrorCode, number> & Record<string, number>

export type HttpErrorCode = keyof typeof statuses

export interface HttpProblem {
  code: HttpErrorCode
  message: string
  fields?: readonly FieldProblem[]
  /** Seconds. */
  retryAfter?: number
}

/** What a client may know of an error thrown by a route; anything unexpected is a 500 that tells nothing of the inside. */
export function toProblem(error: unknown): HttpProblem {
  const known = domainErrorOf(error)
  if (known) {
    const { code, message, fields, retryAfter = code === 'SERVICE_UNAVAILABLE' ? 1 : undefined } = known
    return {
      code,
      message,
      ...(fields.length > 0 ? { fields } : {}),
      ...(retryAfter === undefined ? {} : { retryAfter }),
    }
  }
  if (['ENOSPC', 'EDQUOT'].includes(errorCode(error) ?? '')) {
    return { code: 'INSUFFICIENT_STORAGE', message: 'The disk is full' }
  }
  return { code: 'INTERNAL_SERVER_ERROR', message: 'Something went wrong. The request id helps to find it in the log.' }
}

/** The error shape of tRPC for the routes beside it, so that a client reads one shape everywhere. */
export function problemResponse(problem: HttpProblem, requestId: string): Response {
  const { code, message, fields, retryAfter } = problem
  const httpStatus = statuses[code]
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfter)) }
  const traceId = currentWork()?.traceId
  const data = { code, httpStatus, ...(fields ? { fields } : {}), requestId, ...(traceId ? { traceId } : {}) }
  return Response.json({ error: { message, data } }, { status: httpStatus, headers })
}
