import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { sqlStateOf } from './errors.ts'
import { textOf } from './observer.ts'
import type { Query } from './row-security.ts'

/** What a statement does and to which table first: all that a span tells of it, because text may hold a user's id. */
export function statementName(text: string): { operation: string; table: string | undefined } {
  const operation = (/^\s*([a-z]+)/i.exec(text)?.[1] ?? 'statement').slice(0, 20).toUpperCase()
  const table = /\b(?:from|into|update|join)\s+(?:only\s+)?(?:"?public"?\.)?"?([a-z_][a-z0-9_]{0,62})\b/i.exec(
    text,
  )?.[1]
  return { operation, table: table?.toLowerCase() }
}

/**
 * The same `query`, each of whose statements is a span below the current one, where that one is recorded: nothing else is
 * worth its cost. The pool's own calls, which come with a callback, are part of one that has a span already.
 */
export function traced(query: Query): Query {
  return (...args) => {
    if (typeof args.at(-1) === 'function' || !trace.getActiveSpan()?.isRecording()) return query(...args)
    const { operation, table } = statementName(textOf(args[0]))
    const span = trace.getTracer('sarvanom').startSpan(table === undefined ? operation : `${operation} ${table}`, {
      kind: SpanKind.CLIENT,
      attributes: {
        'db.system.name': 'postgresql',
        'db.operation.name': operation,
        ...(table === undefined ? {} : { 'db.collection.name': table }),
      },
    })
    const answer = query(...args)
    answer.then(
      () => span.end(),
      (error: unknown) => {
        span.setAttribute('error.type', sqlStateOf(error) ?? (error instanceof Error ? error.name : typeof error))
        span.setStatus({ code: SpanStatusCode.ERROR })
        span.end()
      },
    )
    return answer
  }
}
