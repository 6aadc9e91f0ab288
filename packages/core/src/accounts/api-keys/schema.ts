import { z } from 'zod'
import { scopes } from '../../access/schema.ts'
import { typedText } from '../../shared-schema.ts'

export const createApiKeySchema = z.object({
  name: typedText('name', 1, 100),
  scopes: z
    .array(z.enum(scopes))
    .min(1, 'scopes must name at least one')
    .transform((given) => scopes.filter((scope) => given.includes(scope)))
    .default(['read', 'ask']),
  /** Left out: in 90 days. Null: as late as possible, in a year. */
  expiresAt: z.iso.datetime({ offset: true, error: 'expiresAt must be a date and time in ISO form' }).nullish(),
})
