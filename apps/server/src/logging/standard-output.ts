import { pino } from 'pino'
import type { LogSink } from './sink.ts'

/** Lines for a program, or for a person at a terminal. */
export function standardOutput(readable: boolean): LogSink {
  if (readable) return { write: (line) => void process.stdout.write(readableLine(line)) }
  const stdout = pino.destination({ dest: 1, sync: true })
  return { write: (line) => void stdout.write(line) }
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
