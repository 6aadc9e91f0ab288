import { z } from 'zod'
import { emailSchema, passwordSchema } from '../accounts/schema.ts'
import { idSchema, pageInputSchema, typedText } from '../shared-schema.ts'

/** Whether there is such a role is said by core: custom roles come and go. */
export const roleNameSchema = z
  .string()
  .min(1, 'role must not be empty')
  .max(50, 'role must have at most 50 characters')

const nameSchema = typedText('name', 1, 100)

export const listUsersSchema = pageInputSchema.extend({
  /** Part of a name or an address. */
  search: typedText('search', 0, 200).optional(),
  status: z.enum(['active', 'disabled']).optional(),
})

export const createUserSchema = z.object({
  email: emailSchema,
  name: nameSchema,
  role: roleNameSchema.default('member'),
  /** Without one, the user gets a link to choose it. */
  password: passwordSchema.optional(),
})

export const updateUserSchema = z.object({
  id: idSchema,
  name: nameSchema.optional(),
  email: emailSchema.optional(),
  role: roleNameSchema.optional(),
})

export const userIdSchema = z.object({ id: idSchema })
export const revokeUserSessionsSchema = z.object({ id: idSchema, sessionId: idSchema.optional() })
