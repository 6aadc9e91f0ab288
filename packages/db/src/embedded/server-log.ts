import type { Log, LogLevel } from '../log.ts'

/** SQLSTATE, kind of process and process id go before each message; see `parseLine`. */
export const LOG_LINE_PREFIX = '%e|%b|%p|'

const LEVELS: Record<string, LogLevel> = {
  LOG: 'debug',
  INFO: 'debug',
  NOTICE: 'debug',
  WARNING: 'warn',
  ERROR: 'error',
  FATAL: 'error',
  PANIC: 'error',
}

export interface ServerMessage {
  level: LogLevel
  severity: string
  sqlState: string
  /** For example `postmaster`, `client backend`, `checkpointer`. */
  process: string
  message: string
}

/** Reads one line of the server's log; undefined for what does not look like a message. */
export function parseLine(line: string): ServerMessage | undefined {
  const found = /^(\w{5})\|([^|]*)\|\d+\|([A-Z]+): {2}(.*)$/.exec(line)
  if (!found) return undefined
  const [, sqlState = '', process = '', severity = '', message = ''] = found
  const level = LEVELS[severity]
  return level && { level, severity, sqlState, process, message }
}

/**
 * An error of a statement goes to whoever sent it, and its message may quote what users wrote. It is logged only where it
 * tells of the system: resources, input and output, internal faults. That a connection was ended on purpose (57P01), as at a
 * stop, is no trouble of the database, and its client hears of it.
 */
export function isWorthLogging({ process, severity, sqlState }: ServerMessage): boolean {
  if (process === 'client backend' && sqlState === '57P01') return false
  return process !== 'client backend' || severity !== 'ERROR' || /^(53|58|XX)/.test(sqlState)
}

/** Splits a stream of log text into lines, passes them on, and keeps the last ones for an error message. */
export function createLogReader(log: Log, keep = 20) {
  const recent: string[] = []
  let rest = ''
  return {
    recent,
    read(chunk: string) {
      const lines = `${rest}${chunk}`.split(/\r?\n/)
      rest = lines.pop() ?? ''
      for (const line of lines) {
        const message = parseLine(line)
        if (!message && line.trim() === '') continue
        if (message && !isWorthLogging(message)) continue
        const text = message ? message.message : line.trim()
        recent.push(message ? `${message.severity}: ${text}` : text)
        if (recent.length > keep) recent.shift()
        if (message) log(message.level, `PostgreSQL: ${text}`, { process: message.process, sqlState: message.sqlState })
        else log('warn', `PostgreSQL: ${text}`)
      }
    },
  }
}
