import { z } from 'zod'
import { typedText } from '../shared-schema.ts'

export const directorySearchSchema = z.object({
  /** Part of a name or an address. */
  query: typedText('query', 2, 100),
  limit: z.number().int().min(1).max(20).default(10),
})
