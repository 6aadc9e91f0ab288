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

const mostWaiting = 65_536

/** A write to the system for each line would cost more than the line: they go out together. */
function openLines(): LogSink {
  const stdout = pino.destination({ dest: 1, sync: true })
  let waiting = ''
  function flush() {
    const text = waiting
    waiting = ''
    try {
      // Written at once. Its `flushSync` would wait for the disk as well, where standard output is a file.
      if (text !== '') stdout.write(text)
    } catch {
      // Nobody reads any more: a log that has no reader must not end the server.
    }
  }
  return {
    write(line) {
      waiting += line
      if (waiting.length >= mostWaiting) flush()
    },
    flush,
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
