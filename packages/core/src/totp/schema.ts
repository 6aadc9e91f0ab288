import { z } from 'zod'
import { givenPasswordSchema, secondFactorCodeSchema } from '../accounts/schema.ts'

const code = secondFactorCodeSchema.min(1, 'code must not be empty')

export const confirmTotpSchema = z.object({ code })
export const disableTotpSchema = z.object({ password: givenPasswordSchema, code })
export const newRecoveryCodesSchema = z.object({ password: givenPasswordSchema })
