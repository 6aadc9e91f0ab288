import { z } from 'zod'

// Of any form: what is not a refresh token is UNAUTHORIZED, as one that is spent.
export const refreshInputSchema = z.object({ refreshToken: z.string().max(5000) })
