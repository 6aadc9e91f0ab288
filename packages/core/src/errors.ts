/**
 * What went wrong, in the words of the domain. `packages/api` maps each code to its HTTP status once;
 * nothing in core knows about HTTP or tRPC.
 */
export type ErrorCode =
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_REQUEST'
  | 'CONFLICT'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNPROCESSABLE_CONTENT'
  | 'TOO_MANY_REQUESTS'
  | 'SERVICE_UNAVAILABLE'
  | 'INSUFFICIENT_STORAGE'

export interface FieldProblem {
  /** Dotted path of the input field, for example `items.3.text`. */
  path: string
  message: string
}

export class DomainError extends Error {
  override readonly name = 'DomainError'
  readonly code: ErrorCode
  readonly fields: readonly FieldProblem[]
  /** Seconds after which trying again makes sense; sent as Retry-After. */
  readonly retryAfter: number | undefined

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; fields?: readonly FieldProblem[]; retryAfter?: number } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.fields = options.fields ?? []
    this.retryAfter = options.retryAfter
  }
}

/**
 * The one body for "does not exist" and "you may not know that it exists" alike, so that an id never
 * tells its holder whether it is real.
 */
export const notFound = () => new DomainError('NOT_FOUND', 'Not found')
