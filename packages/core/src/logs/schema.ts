import { z } from 'zod'
import { pageInputSchema, typedText } from '../shared-schema.ts'

/** Least serious first. */
export const troubleLevels = ['warn', 'error', 'fatal'] as const
export type TroubleLevel = (typeof troubleLevels)[number]

const instant = (name: string) =>
  z.iso.datetime({ offset: true, error: `${name} must be a date and time such as 2026-01-31T00:00:00Z` })

/** `level`: this and worse. `from` is part of the period, `to` is not. `search`: part of a message, or a whole id. */
export const listLogsSchema = pageInputSchema.extend({
  level: z.enum(troubleLevels).optional(),
  from: instant('from').optional(),
  to: instant('to').optional(),
  search: typedText('search', 0, 200).optional(),
})
export type ListLogsInput = z.output<typeof listLogsSchema>

export interface LogErrorView {
  type: string
  message: string
  code?: string | undefined
  /** Where it was thrown, innermost first. */
  at: string[]
  cause?: LogErrorView | undefined
}

export interface LogEntryView {
  id: string
  at: string
  level: TroubleLevel
  message: string
  /** Counts, codes and names of our own. */
  fields: Record<string, unknown>
  error: LogErrorView | null
  requestId: string | null
  runId: string | null
  traceId: string | null
  /** The server that wrote it. */
  serverId: string
}
