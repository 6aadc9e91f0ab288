import { z } from 'zod'
import { givenPasswordSchema } from '../accounts/schema.ts'
import { typedText } from '../shared-schema.ts'

export const updateAccountSchema = z.object({ name: typedText('name', 1, 100).optional() })

export const deleteAccountSchema = z.object({ password: givenPasswordSchema })
