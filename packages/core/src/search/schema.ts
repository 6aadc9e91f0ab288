import { z } from 'zod'
import { idSchema, typedText } from '../shared-schema.ts'

export const laneSchema = z.enum(['keyword', 'vector'])

/** How long a search that a user made is kept, in days. */
export const SEARCHES_KEPT_DAYS = 90

const metadataValueSchema = z.union([z.string().max(500), z.number(), z.boolean()])

export const searchFiltersSchema = z.object({
  /** ISO 639-1, for example `en`. */
  language: z.string().min(2).max(10).optional(),
  type: z.enum(['text', 'markdown', 'html', 'pdf', 'docx']).optional(),
  /** Documents dated from then on, and up to then; ISO dates. */
  from: z.union([z.iso.date(), z.iso.datetime({ offset: true })]).optional(),
  to: z.union([z.iso.date(), z.iso.datetime({ offset: true })]).optional(),
  /** Every pair must be in the document's metadata. */
  metadata: z.record(z.string().min(1).max(100), metadataValueSchema).optional(),
})

export const retrieveInputSchema = z.object({
  query: typedText('query', 1, 10_000),
  collectionIds: z.array(idSchema).max(1000).optional(),
  limit: z.number().int().min(1).max(100).default(10),
  lanes: z.array(laneSchema).min(1).optional(),
  filters: searchFiltersSchema.optional(),
  /** At most one hit a document: its best. */
  groupByDocument: z.boolean().default(false),
})
