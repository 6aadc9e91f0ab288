import { pino } from 'pino'
import { describeError } from './logging/describe-error.ts'
import type { LogSink } from './logging/sink.ts'
import { standardOutput } from './logging/standard-output.ts'
import { logTogether } from './logging/together.ts'

export { describeError } from './logging/describe-error.ts'

export type Log = pino.Logger
export type LogLevel = pino.LevelWithSilent

export interface Logging {
  log: Log
  level(): LogLevel
  /** Holds for the next line. */
  setLevel(level: LogLevel): void
  /** What every line carries from now on: ids of the work under way. */
  carry(fields: () => object | undefined): void
  /** A further place for what the level lets through. */
  add(sink: LogSink): void
  /** A place for warnings and errors, whatever the level. */
  addForTroubles(sink: LogSink): void
}

const rankOf = (level: LogLevel) => (level === 'silent' ? Number.POSITIVE_INFINITY : (pino.levels.values[level] ?? 0))
const warn = rankOf('warn')

/**
 * Logs to stdout, as JSON lines for an aggregator or one readable line per entry on a terminal, and to what is added. Lines
 * hold ids, counts, codes and durations; never a question, a document's text, a query string or a secret.
 */
export function openLogging(level: LogLevel, readable: boolean): Logging {
  const sinks: LogSink[] = [standardOutput(readable)]
  const troubles: LogSink[] = []
  let chosen = level
  let carried: () => object | undefined = () => undefined
  function write(line: string, value: number) {
    if (value >= rankOf(chosen)) for (const sink of sinks) sink.write(line, value)
    if (value >= warn) for (const sink of troubles) sink.write(line, value)
  }
  const together = logTogether({
    root: () => log,
    carried: () => carried(),
    timestamp,
    write,
    done() {
      for (const sink of sinks) sink.flush?.()
      for (const sink of troubles) sink.flush?.()
    },
  })
  const log: Log = pino(
    { ...logOptions(level, together.work, together.now), hooks: { logMethod: together.logMethod } },
    fanOut(write),
  )
  function setLevel(wanted: LogLevel) {
    together.flush()
    chosen = wanted
    log.level = troubles.length > 0 && rankOf(wanted) > warn ? 'warn' : wanted
  }
  return {
    log,
    level: () => chosen,
    setLevel,
    carry(fields) {
      carried = fields
    },
    add(sink) {
      sinks.push(sink)
    },
    addForTroubles(sink) {
      troubles.push(sink)
      setLevel(chosen)
    },
  }
}

/** What every line looks like. @param carried ids of the work that a line is of. @param now its time, in milliseconds */
export const logOptions = (
  level: LogLevel,
  carried: () => object | undefined,
  now: () => number = Date.now,
): pino.LoggerOptions => ({
  level,
  base: null,
  timestamp: () => timestamp(now()),
  formatters: { level: (label) => ({ level: label }) },
  serializers: { err: (error: unknown) => describeError(error) },
  // A copy: pino writes the line's own fields into it.
  mixin: () => ({ ...carried() }),
})

let second = Number.NaN
let untilSecond = ''

/** As `pino.stdTimeFunctions.isoTime`, which takes a quarter of the time of a line: only the milliseconds are new each time. */
export function timestamp(at: number): string {
  const ms = at % 1000
  if (at - ms !== second) {
    second = at - ms
    untilSecond = new Date(second).toISOString().slice(0, -4)
  }
  return `,"time":"${untilSecond}${String(ms).padStart(3, '0')}Z"`
}

/** pino leaves the level of a line on a stream that asks for it, so that nobody has to read it out of the line again. */
function fanOut(write: (line: string, level: number) => void) {
  return {
    [Symbol.for('pino.metadata')]: true,
    lastLevel: 0,
    write(line: string) {
      write(line, this.lastLevel)
    },
  }
}

/** Tells the person who started the server something, whatever the log level is. */
export function announce(message: string, readable: boolean): void {
  const line = readable ? message : JSON.stringify({ level: 'info', time: new Date().toISOString(), msg: message })
  process.stdout.write(`${line}\n`)
}
