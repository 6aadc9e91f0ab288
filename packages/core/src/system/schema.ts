import { z } from 'zod'
import { idSchema } from '../shared-schema.ts'

export const cancelJobSchema = z.object({ id: idSchema })
