import { z } from 'zod'
import { idSchema } from '../shared-schema.ts'

export const slowSpotKindSchema = z.enum(['statement', 'stall'])
export type SlowSpotKind = z.infer<typeof slowSpotKindSchema>

const limitSchema = z.int().min(1).max(200).default(50)

export const listSlowSpotsSchema = z.object({
  /** `worst`: by the longest single time; `total`: by all of it. */
  sort: z.enum(['worst', 'total']).default('worst'),
  limit: limitSchema,
})

const instant = (name: string) =>
  z.iso.datetime({ offset: true, error: `${name} must be a date and time such as 2026-01-31T00:00:00Z` })

/** `from` is part of the period, `to` is not. Without them: the last seven days. */
export const slowRunsSchema = z.object({
  from: instant('from').optional(),
  to: instant('to').optional(),
  limit: z.int().min(1).max(50).default(20),
})

/** Without `id`, all of the kind. */
export const forgetSlowSpotsSchema = z.object({ kind: slowSpotKindSchema, id: idSchema.optional() })

export interface SlowSpotView {
  id: string
  /** The statement with placeholders, or the frame that held the event loop; empty where no stack could be taken. */
  text: string
  /** The plan, or the stack; null where none could be taken. */
  detail: string | null
  detailAt: string | null
  count: number
  totalMs: number
  worstMs: number
  worstAt: string
  firstAt: string
  lastAt: string
}

export interface SlowSpotsView {
  /** What counts as slow on the server that answered, in milliseconds; null where it does not watch. */
  thresholdMs: number | null
  items: SlowSpotView[]
}
