import { z } from 'zod'
import { typedText } from '../shared-schema.ts'

export const emailSchema = z
  .string()
  .max(254, 'email must have at most 254 characters')
  .trim()
  .toLowerCase()
  .pipe(z.email('email must be an address such as name@example.org'))

/** Characters as people count them, more nearly than UTF-16 code units do: an emoji is one. */
const characters = (text: string) => [...text].length

/** Any Unicode, never truncated or trimmed. */
export const passwordSchema = z
  .string()
  .refine((value) => characters(value) >= 8, 'password must have at least 8 characters')
  .refine((value) => value.length <= 256 && characters(value) <= 128, 'password must have at most 128 characters')
  .refine((value) => value.isWellFormed(), 'password contains half of a surrogate pair')

export const setupInputSchema = z.object({
  setupCode: z.string().min(1, 'setupCode must not be empty').max(200),
  email: emailSchema,
  password: passwordSchema,
  name: typedText('name', 1, 100),
})

/** One that is checked, not chosen: an attempt must not tell what the rules for new ones are. */
export const givenPasswordSchema = z.string().max(1000, 'password must have at most 1,000 characters')

/** Of the authenticator app, or a recovery code. */
export const secondFactorCodeSchema = z.string().max(50, 'a code has at most 50 characters')

export const loginInputSchema = z.object({
  email: emailSchema,
  password: givenPasswordSchema,
  totp: secondFactorCodeSchema.optional(),
})

export const changePasswordSchema = z.object({
  currentPassword: givenPasswordSchema,
  newPassword: passwordSchema,
})
