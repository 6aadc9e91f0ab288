export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** Where this package reports what it does. Never gets query texts, row values or passwords. */
export type Log = (level: LogLevel, message: string, fields?: Record<string, unknown>) => void

export const noLog: Log = () => {}
