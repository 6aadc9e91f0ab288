import { pino } from 'pino'
import type { LogSink } from './sink.ts'

/** Lines for a program, or for a person at a terminal. */
export function standardOutput(readable: boolean): LogSink {
  if (readable) return { write: (line) => void process.stdout.write(readableLine(line)) }
  lines ??= openLines()
  return lines
}

/** One for the process, however often a log is opened: two would cut into each other's lines. */
let lines: LogSink | undefined

const buffered = 8192
const flushMs = 20
const warn = pino.levels.values['warn'] ?? 40

/**
 * A write to the system for each line would cost more than the line, and so would sonic-boom's account of it. What is no
 * trouble waits some milliseconds for more; warnings and errors go out at once with all that was before them, and the rest at
 * the exit.
 */
function openLines(): LogSink {
  const stdout = pino.destination({ dest: 1, sync: true })
  let waiting = ''
  let due: NodeJS.Timeout | undefined
  function flush() {
    clearTimeout(due)
    due = undefined
    const lines = waiting
    waiting = ''
    try {
      if (lines !== '') stdout.write(lines)
      stdout.flushSync()
    } catch {
      // Nobody reads any more: a log that has no reader must not end the server.
    }
  }
  process.once('exit', flush)
  return {
    write(line, level) {
      waiting += line
      if (level >= warn || waiting.length >= buffered) flush()
      else due ??= setTimeout(flush, flushMs).unref()
    },
  }
}

// On a terminal there is one server and little room: these matter where lines are searched.
const unread = new Set(['traceId'])

function readableLine(line: string): string {
  const { time, level, msg, ...fields } = JSON.parse(line)
  const rest = Object.entries(fields)
    .filter(([key]) => !unread.has(key))
    .map(([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : value}`)
  return `${String(time).slice(11, 19)} ${String(level).padEnd(5)} ${[msg, ...rest].filter(Boolean).join(' ')}\n`
}
