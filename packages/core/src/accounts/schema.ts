import { z } from 'zod'
import { typedText } from '../shared-schema.ts'

export const emailSchema = z
  .string()
  .max(254, 'email must have at most 254 characters')
  .trim()
  .toLowerCase()
  .pipe(z.email('email must be an address such as name@example.org'))

/** Any Unicode, never truncated or trimmed. */
export const passwordSchema = z
  .string()
  .min(8, 'password must have at least 8 characters')
  .max(128, 'password must have at most 128 characters')

export const setupInputSchema = z.object({
  setupCode: z.string().min(1, 'setupCode must not be empty').max(200),
  email: emailSchema,
  password: passwordSchema,
  name: typedText('name', 1, 100),
})

export const loginInputSchema = z.object({
  email: emailSchema,
  // Not checked against the rules for new passwords: a login attempt must not tell what they are.
  password: z.string().max(1000),
})
