import type { DatabaseObserver } from '@sarvanom/db'
import type { Metrics } from './metrics/metrics.ts'

/** What a statement is counted as, by its first word: a short list, whatever the text. */
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

// One object for each combination: this is asked for at every statement.
const labelsOf = (operation: string) => ({
  ok: { operation, outcome: 'ok' },
  failed: { operation, outcome: 'failed' },
})
const other = labelsOf('other')
const labels = new Map(Object.entries(operations).map(([word, operation]) => [word, labelsOf(operation)]))

const isLetter = (code: number) => (code >= 65 && code <= 90) || (code >= 97 && code <= 122)

/** The word that a statement begins with, in small letters. */
function firstWord(text: string): string {
  let begin = 0
  while (text.charCodeAt(begin) <= 32) begin += 1
  let end = begin
  while (isLetter(text.charCodeAt(end))) end += 1
  return text.slice(begin, end).toLowerCase()
}

/** Counts what goes through the pool of `openDatabase`. */
export function countStatements(metrics: Pick<Metrics, 'queryDuration' | 'dbRetries' | 'poolWait'>): DatabaseObserver {
  const { queryDuration, dbRetries, poolWait } = metrics
  return {
    statement({ text, ms, failed }) {
      const { ok, failed: notOk } = labels.get(firstWord(text)) ?? other
      queryDuration.observe(failed ? notOk : ok, ms / 1000)
    },
    waited: (ms) => poolWait.observe(ms / 1000),
    retried: (reason) => dbRetries.inc({ reason }),
  }
}
