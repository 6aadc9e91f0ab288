import { randomBytes, randomUUID } from 'node:crypto'
import { isSpanContextValid, type SpanContext, TraceFlags, trace } from '@opentelemetry/api'
import { parseTraceParent } from '@opentelemetry/core'
import { currentWork } from './work.ts'

/** 16 bytes in hexadecimal, 122 bits of them random: a UUID, which Node makes from random bytes that it has in store. */
export const randomTraceId = () => randomUUID().replaceAll('-', '')
const randomSpanId = () => randomBytes(8).toString('hex')

/** A place in a trace, as it is stored: `spanId` is null where nobody records the spans. */
export interface TracePosition {
  traceId: string
  spanId: string | null
}

/** Where the program is now; undefined outside of any request, job or run. */
export function currentPosition(): TracePosition | undefined {
  const span = trace.getActiveSpan()?.spanContext()
  if (span && isSpanContextValid(span))
    return { traceId: span.traceId, spanId: (span.traceFlags & TraceFlags.SAMPLED) === 0 ? null : span.spanId }
  const traceId = currentWork()?.traceId
  return traceId === undefined ? undefined : { traceId, spanId: null }
}

/** What a later span hangs on. */
export const parentOf = ({ traceId, spanId }: TracePosition): SpanContext => ({
  traceId,
  spanId: spanId ?? randomSpanId(),
  traceFlags: spanId === null ? TraceFlags.NONE : TraceFlags.SAMPLED,
  isRemote: true,
})

/** The current position as a `traceparent` header has it (https://www.w3.org/TR/trace-context/). */
export function currentTraceparent(): string | undefined {
  const position = currentPosition()
  if (!position) return undefined
  const { traceId, spanId, traceFlags } = parentOf(position)
  return `00-${traceId}-${spanId}-0${traceFlags}`
}

/**
 * What a `traceparent` says. Undefined where it is not well-formed, twice there, or of a kind that W3C forbids: the trace
 * is begun anew then.
 */
export function readTraceparent(header: string | undefined): SpanContext | undefined {
  const parsed = header === undefined ? null : parseTraceParent(header)
  if (!parsed) return undefined
  return { ...parsed, traceFlags: parsed.traceFlags & TraceFlags.SAMPLED, isRemote: true }
}
