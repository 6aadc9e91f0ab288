export type ModelErrorCode =
  | 'model_timeout'
  | 'model_unavailable'
  | 'model_rate_limited'
  | 'model_refused'
  | 'model_protocol'

/**
 * A call to the language model failed. The message is ours and safe to show and to log. No `cause` is kept on
 * purpose: the SDK's errors carry the request body, that is the prompt, and log serializers print it.
 */
export class ModelError extends Error {
  override readonly name = 'ModelError'
  readonly code: ModelErrorCode
  /** Whether the same call may succeed later without a change of settings. */
  readonly retryable: boolean
  /** Seconds the provider asked to wait, where it did. */
  readonly retryAfter: number | undefined
  /** HTTP status of the provider's answer, where there was one. */
  readonly status: number | undefined

  constructor(
    code: ModelErrorCode,
    message: string,
    options: { retryable?: boolean; retryAfter?: number | undefined; status?: number | undefined } = {},
  ) {
    super(message)
    this.code = code
    this.retryable = options.retryable ?? code !== 'model_refused'
    this.retryAfter = options.retryAfter
    this.status = options.status
  }
}

/** Seconds from a Retry-After header (RFC 9110 §10.2.3: delay or HTTP date); undefined when absent or nonsense. */
export function parseRetryAfter(value: string | null | undefined, now: number): number | undefined {
  if (value === null || value === undefined || value.length > 64) return undefined
  const text = value.trim()
  if (/^\d{1,9}(\.\d+)?$/.test(text)) return Number(text)
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000))
}

/** The failure that an HTTP status of the provider stands for. */
export function errorOfStatus(status: number, retryAfter?: string | null, now = Date.now()): ModelError {
  const wait = parseRetryAfter(retryAfter, now)
  if (status === 429) {
    return new ModelError('model_rate_limited', 'The language model is limiting our requests', {
      retryAfter: wait,
      status,
    })
  }
  if (status === 408 || status === 409 || status === 425 || status >= 500) {
    return new ModelError('model_unavailable', `The language model answered with status ${status}`, {
      retryAfter: wait,
      status,
    })
  }
  if (status === 401 || status === 403) {
    return new ModelError('model_refused', `The language model refused our key (status ${status})`, { status })
  }
  if (status >= 400) {
    return new ModelError('model_refused', `The language model refused the request (status ${status})`, { status })
  }
  return new ModelError('model_protocol', `The language model answered with an unexpected status ${status}`, { status })
}

const PROTOCOL_ERRORS = /JSONParse|TypeValidation|InvalidResponseData|EmptyResponseBody|NoOutput|NoContent/

/**
 * Maps whatever the SDK or the network threw. `inStream` tells that the provider had answered 200 before it failed.
 */
export function toModelError(error: unknown, inStream: boolean): ModelError {
  if (error instanceof ModelError) return error
  const fields = typeof error === 'object' && error !== null ? (error as Record<string, unknown>) : {}
  const name = typeof fields.name === 'string' ? fields.name : ''
  if (PROTOCOL_ERRORS.test(name)) {
    return new ModelError('model_protocol', 'The language model sent something that is not a chat answer')
  }
  const status = fields.statusCode
  if (typeof status === 'number' && status >= 400) {
    const headers = fields.responseHeaders as Record<string, string> | undefined
    return errorOfStatus(status, headers?.['retry-after'])
  }
  // The SDK wraps a connection lost in mid answer in the 200 it began with.
  const lost = fields.cause instanceof TypeError && fields.isRetryable === true
  if (typeof status === 'number' && !lost) {
    return new ModelError('model_protocol', 'The language model sent something that is not a chat answer', { status })
  }
  return new ModelError(
    'model_unavailable',
    inStream ? 'The connection to the language model broke off' : 'The language model cannot be reached',
  )
}
