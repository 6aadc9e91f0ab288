import { type Context, context } from '@opentelemetry/api'
import { pino } from 'pino'

const levels: Readonly<Record<string, number>> = pino.levels.values
const warn = levels['warn'] ?? 40
const mostWaiting = 512
const waitMs = 100

interface Entry {
  log: pino.Logger
  method: pino.LogFn
  args: Parameters<pino.LogFn>
  level: number
  /** When it was logged, in milliseconds of `Date.now`. */
  at: number
  /** What was under way then. */
  work: object | undefined
  context: Context
}

interface Options {
  /** The logger that has no fields of its own. */
  root: () => pino.Logger
  /** What is under way. */
  carried: () => object | undefined
  /** `,"time":"…"`, as pino wants it. */
  timestamp: (at: number) => string
  /** Takes a line that pino did not make. */
  write: (line: string, level: number) => void
  /** Lines were made. */
  done: () => void
}

/**
 * Makes lines together: one by one, between everything else that a server does, each takes several times as long, because
 * nothing of what it needs is in the processor's caches. What is no trouble waits some milliseconds for more; warnings and
 * errors are made at once, after all that came before them, and the rest at the exit.
 */
export function logTogether({ root, carried, timestamp, write, done }: Options) {
  let entries: Entry[] = []
  let due: NodeJS.Timeout | undefined
  /** The one whose line is made. */
  let current: Entry | undefined

  function make(entry: Entry) {
    const line = entry.log === root() ? plainLine(entry, timestamp) : undefined
    if (line === undefined) entry.method.apply(entry.log, entry.args)
    else write(line, entry.level)
  }
  function flush() {
    clearTimeout(due)
    due = undefined
    const all = entries
    entries = []
    const here = context.active()
    for (const entry of all) {
      current = entry
      if (entry.context === here) make(entry)
      else context.with(entry.context, () => make(entry))
    }
    current = undefined
    if (all.length > 0) done()
  }

  process.once('exit', flush)
  return {
    flush,
    /** For pino's hook of the same name. */
    logMethod(this: pino.Logger, args: Parameters<pino.LogFn>, method: pino.LogFn, level: number) {
      if (level >= warn) {
        flush()
        method.apply(this, args)
        done()
        return
      }
      entries.push({ log: this, method, args, level, at: Date.now(), work: carried(), context: context.active() })
      if (entries.length >= mostWaiting) flush()
      else due ??= setTimeout(flush, waitMs).unref()
    },
    /** Of the line that is made. */
    work: () => (current ? current.work : carried()),
    now: () => current?.at ?? Date.now(),
  }
}

/**
 * The line that pino makes of fields and a message, in a third of the time: undefined where there is more to it, an error, say.
 * Most lines are of requests, and these are plain.
 */
export function plainLine(
  { args, level, at, work }: Pick<Entry, 'args' | 'level' | 'at' | 'work'>,
  timestamp: (at: number) => string,
): string | undefined {
  const [fields, msg, ...more] = args as unknown[]
  if (typeof fields !== 'object' || fields === null || typeof msg !== 'string' || more.length > 0) return undefined
  // pino makes more of an error, for one, than its own fields.
  if (Object.getPrototypeOf(fields) !== Object.prototype) return undefined
  for (const value of Object.values(fields)) {
    const type = typeof value
    if (type !== 'string' && type !== 'number' && type !== 'boolean' && type !== 'undefined') return undefined
  }
  const rest = JSON.stringify({ ...work, ...fields, msg })
  return `{"level":"${pino.levels.labels[level]}"${timestamp(at)},${rest.slice(1)}\n`
}
