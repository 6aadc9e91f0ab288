import { z } from 'zod'
import { idSchema, pageInputSchema, typedText } from '../shared-schema.ts'

export const groupInputSchema = z.object({ id: idSchema })

export const createGroupSchema = z.object({
  name: typedText('name', 1, 100),
  description: typedText('description', 0, 2000).default(''),
})

export const updateGroupSchema = z.object({
  id: idSchema,
  name: typedText('name', 1, 100).optional(),
  description: typedText('description', 0, 2000).optional(),
})

export const listGroupMembersSchema = pageInputSchema.extend({ groupId: idSchema })
export const groupMemberSchema = z.object({ groupId: idSchema, userId: idSchema })
