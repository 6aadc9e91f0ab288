import type { DatabaseObserver } from '@sarvanom/db'
import type { Metrics } from './metrics/metrics.ts'

const operations = {
  select: 'select',
  insert: 'insert',
  update: 'update',
  delete: 'delete',
  with: 'with',
  begin: 'transaction',
  commit: 'transaction',
  rollback: 'transaction',
  savepoint: 'transaction',
} as const

/** What kind of statement it is, by its first word: a short list, whatever the text. */
export function operationOf(text: string): string {
  const word = /^\s*([a-z]+)/i.exec(text)?.[1]?.toLowerCase() ?? ''
  return Object.hasOwn(operations, word) ? operations[word as keyof typeof operations] : 'other'
}

/** Counts what goes through the pool of `openDatabase`. */
export function countStatements(metrics: Pick<Metrics, 'queryDuration' | 'dbRetries' | 'poolWait'>): DatabaseObserver {
  const { queryDuration, dbRetries, poolWait } = metrics
  return {
    statement: ({ text, ms, failed }) =>
      queryDuration.observe({ operation: operationOf(text), outcome: failed ? 'failed' : 'ok' }, ms / 1000),
    waited: (ms) => poolWait.observe(ms / 1000),
    retried: (reason) => dbRetries.inc({ reason }),
  }
}
