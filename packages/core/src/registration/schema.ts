import { z } from 'zod'
import { emailSchema, passwordSchema } from '../accounts/schema.ts'
import { idSchema, typedText } from '../shared-schema.ts'

/** What a link carries after its `#`, which browsers send to nobody. */
export const linkTokenSchema = z.string().regex(/^[\w-]{43}$/, 'token is not one that a link carried')

export const registerInputSchema = z.object({
  email: emailSchema,
  password: passwordSchema,
  name: typedText('name', 1, 100),
  /** The token of an invitation's link. */
  invitation: linkTokenSchema.optional(),
})

export type NewAccount = Omit<z.output<typeof registerInputSchema>, 'invitation'>

export const requestPasswordResetSchema = z.object({ email: emailSchema })
export const resetPasswordSchema = z.object({ token: linkTokenSchema, password: passwordSchema })
export const linkSchema = z.object({ token: linkTokenSchema })

export const createInvitationSchema = z.object({
  email: emailSchema,
  role: z.string().min(1, 'role must not be empty').max(50, 'role must have at most 50 characters').default('member'),
})
export const invitationIdSchema = z.object({ id: idSchema })
