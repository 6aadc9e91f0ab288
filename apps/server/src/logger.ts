import { type DestinationStream, pino } from 'pino'

export type Log = pino.Logger

/**
 * Logs to stdout: JSON lines for an aggregator, one readable line per entry on a terminal.
 * Entries hold ids, counts, codes and durations; never a question, a document's text, a query string or a secret.
 */
export function openLog(level: string, readable: boolean): Log {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: (error: unknown) => describeError(error) },
  }
  return readable
    ? pino(options, readableLines(process.stdout))
    : pino(options, pino.destination({ dest: 1, sync: true }))
}

/** Tells the person who started the server something, whatever the log level is. */
export function announce(message: string, readable: boolean): void {
  const line = readable ? message : JSON.stringify({ level: 'info', time: new Date().toISOString(), msg: message })
  process.stdout.write(`${line}\n`)
}

interface DescribedError {
  type: string
  message: string
  code?: string
  at?: string[]
  cause?: DescribedError
}

/**
 * An error without what its makers put into it: only the first line of the message (Prisma prints the arguments
 * of the call below it) and none of its fields (PostgreSQL's `detail` quotes rows).
 */
export function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an Error' }
  const message = error.message.trim().split('\n', 1)[0]?.slice(0, 300) ?? ''
  const at = error.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? []
  const code = 'code' in error ? String(error.code).slice(0, 60) : undefined
  return {
    type: error.name,
    message,
    ...(code === undefined ? {} : { code }),
    ...(at.length === 0 ? {} : { at: at.slice(0, 12).map((line) => line.slice(7)) }),
    ...(error.cause === undefined || depth >= 3 ? {} : { cause: describeError(error.cause, depth + 1) }),
  }
}

function readableLines(out: NodeJS.WriteStream): DestinationStream {
  return {
    write(line) {
      const { time, level, msg, ...fields } = JSON.parse(line)
      const rest = Object.entries(fields).map(
        ([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : value}`,
      )
      out.write(
        `${String(time).slice(11, 19)} ${String(level).padEnd(5)} ${[msg, ...rest].filter(Boolean).join(' ')}\n`,
      )
    },
  }
}
