import type { Metrics } from '@sarvanom/core'
import { pino } from 'pino'
import type { LogSink } from './sink.ts'

/** Counts warnings and errors by level, also those that the level of the log leaves out. */
export const countLines = (lines: Metrics['logLines']): LogSink => ({
  write(_line, level) {
    const name = pino.levels.labels[level]
    if (name === 'warn' || name === 'error' || name === 'fatal') lines.inc({ level: name })
  },
})
