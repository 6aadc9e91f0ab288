import {
  type Attributes,
  context,
  isSpanContextValid,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import { randomTraceId } from './trace-position.ts'
import { inWork, type Work } from './work.ts'

const tracer = () => trace.getTracer('sarvanom')

/** Marks the span as failed: by the kind of the error, never by its message, which may quote what somebody wrote. */
export function failSpan(span: Span, error: unknown): void {
  if (!span.isRecording()) return
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
  span.setAttribute('error.type', (code ?? (error instanceof Error ? error.name : typeof error)).slice(0, 60))
  span.setStatus({ code: SpanStatusCode.ERROR })
}

function ending<T>(span: Span, work: () => T): T {
  try {
    const result = work()
    if (!(result instanceof Promise)) {
      span.end()
      return result
    }
    result.then(
      () => span.end(),
      (error: unknown) => {
        failSpan(span, error)
        span.end()
      },
    )
    return result
  } catch (error) {
    failSpan(span, error)
    span.end()
    throw error
  }
}

/** Runs `work` in a span below the current one. Attributes are ids, counts and names of our own, as in log lines. */
export const inSpan = <T>(name: string, attributes: Attributes, work: (span: Span) => T): T =>
  tracer().startActiveSpan(name, { attributes }, (span) => ending(span, () => work(span)))

/** The items of a generator, each of whose steps runs in one span below the current one. */
export async function* iterateInSpan<T, R>(
  name: string,
  attributes: Attributes,
  make: () => AsyncGenerator<T, R>,
): AsyncGenerator<T, R> {
  const span = tracer().startSpan(name, { attributes })
  if (!span.isRecording()) return yield* make()
  const inside = trace.setSpan(context.active(), span)
  const items = context.with(inside, make)
  let finished = false
  try {
    for (;;) {
      const next = await context.with(inside, () => items.next())
      finished = next.done === true
      if (next.done) return next.value
      yield next.value
    }
  } catch (error) {
    finished = true
    failSpan(span, error)
    throw error
  } finally {
    // Whoever reads has had enough: the generator cleans up inside its span too.
    if (!finished) await context.with(inside, () => items.return(undefined as R))
    span.end()
  }
}

export interface Beginning {
  name: string
  kind: SpanKind
  /** What it belongs to; without one it begins a trace. */
  parent?: SpanContext | undefined
  /** Further traces that it belongs to as well. */
  links?: Link[] | undefined
  attributes?: Attributes
  /** Ids of the work. */
  ids: Omit<Work, 'traceId'>
}

/**
 * Begins a request, a job or a run: its span where spans are recorded, and its trace id in any case. What was under way
 * where it was begun is left behind, so that nothing carries the ids of another request.
 */
export function beginWork<T>(
  { name, kind, parent, links = [], attributes = {}, ids }: Beginning,
  run: (work: Readonly<Work>, span: Span) => T,
): T {
  const above = parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT
  return tracer().startActiveSpan(name, { kind, links, attributes }, above, (span) => {
    const own = span.spanContext()
    const work: Work = { traceId: isSpanContextValid(own) ? own.traceId : randomTraceId(), ...ids }
    return inWork(work, () => ending(span, () => run(work, span)))
  })
}

export { type Span, SpanKind }
