import { z } from 'zod'
import { typedText } from '../shared-schema.ts'

const nameSchema = z.string().regex(/^[a-z0-9-]{2,50}$/, 'name must have 2 to 50 characters out of a–z, 0–9 and "-"')
const descriptionSchema = typedText('description', 0, 500)
// The closed list stands in core/access, which says which of them is none.
const permissionNames = z.array(z.string().min(1).max(50)).max(50)
/** As stored: any name may be asked for, and one that is no role is not found. */
const existingName = z.string().min(1).max(50)

export const createRoleSchema = z.object({
  name: nameSchema,
  description: descriptionSchema.default(''),
  permissions: permissionNames,
})

export const updateRoleSchema = z.object({
  name: existingName,
  newName: nameSchema.optional(),
  description: descriptionSchema.optional(),
  permissions: permissionNames.optional(),
})

export const roleByNameSchema = z.object({ name: existingName })
