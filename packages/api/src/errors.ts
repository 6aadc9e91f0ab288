import { DomainError, domainErrorOf, type FieldProblem } from '@sarvanom/core'
import { TRPCError } from '@trpc/server'
import { ZodError } from 'zod'

/**
 * The one place where an error of the product becomes one of tRPC.
 * @param isGone nobody waits for the answer any more: what failed because of that is no fault of the server
 */
export function toTrpcError(error: TRPCError, isGone = false): TRPCError {
  const known = fromProduct(error)
  const isFault = known.code === 'INTERNAL_SERVER_ERROR' || known.code === 'SERVICE_UNAVAILABLE'
  return isGone && isFault ? new TRPCError({ code: 'CLIENT_CLOSED_REQUEST', cause: known.cause ?? known }) : known
}

function fromProduct(error: TRPCError): TRPCError {
  const known = error.code === 'INTERNAL_SERVER_ERROR' ? domainErrorOf(error.cause ?? error) : undefined
  if (!known) return error
  // tRPC has no name for 507; the formatter below gives the response its status.
  const code = known.code === 'INSUFFICIENT_STORAGE' ? 'INTERNAL_SERVER_ERROR' : known.code
  return new TRPCError({ code, message: known.message, cause: known })
}

const fieldsOf = (error: ZodError): FieldProblem[] =>
  error.issues.map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message }))

/** `a: must be …; b: must be …`, at most a few. */
const summary = (fields: readonly FieldProblem[]) =>
  fields
    .slice(0, 5)
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
    .join('; ')

export interface ErrorData {
  code: string
  httpStatus: number
  fields?: readonly FieldProblem[]
  /** Seconds, as in the Retry-After header, which a call within a batch has not of its own. */
  retryAfter?: number
  requestId?: string
  traceId?: string
}

/** What a client sees of an error: never a stack, and of an unexpected one nothing but the ids of the request and its trace. */
export function formatError<Shape extends { message: string; data: { code: string; httpStatus: number } }>(
  shape: Shape,
  error: TRPCError,
  ids: { requestId: string; traceId: string | undefined } | undefined,
): Omit<Shape, 'data'> & { data: ErrorData } {
  const { code, httpStatus } = shape.data
  const { requestId, traceId } = ids ?? {}
  const id = { ...(requestId === undefined ? {} : { requestId }), ...(traceId === undefined ? {} : { traceId }) }
  const { cause } = error
  if (cause instanceof ZodError) {
    const fields = fieldsOf(cause)
    return { ...shape, message: summary(fields), data: { code, httpStatus, fields, ...id } }
  }
  if (cause instanceof DomainError) {
    const fields = cause.fields.length > 0 ? { fields: cause.fields } : {}
    const full = cause.code === 'INSUFFICIENT_STORAGE' ? { code: cause.code, httpStatus: 507 } : { code, httpStatus }
    const wait = cause.retryAfter === undefined ? {} : { retryAfter: cause.retryAfter }
    return { ...shape, message: cause.message, data: { ...full, ...fields, ...wait, ...id } }
  }
  if (code === 'INTERNAL_SERVER_ERROR') {
    const message = 'Something went wrong. The request id helps to find it in the log.'
    return { ...shape, message, data: { code, httpStatus, ...id } }
  }
  return { ...shape, data: { code, httpStatus, ...id } }
}

/** Seconds for the Retry-After header of a response, where one of its errors asks to wait. */
export function retryAfter(errors: readonly TRPCError[]): number | undefined {
  const waits = errors.flatMap(({ code, cause }) => {
    if (cause instanceof DomainError && cause.retryAfter !== undefined) return [cause.retryAfter]
    return code === 'SERVICE_UNAVAILABLE' || code === 'TOO_MANY_REQUESTS' ? [1] : []
  })
  return waits.length === 0 ? undefined : Math.max(...waits)
}
