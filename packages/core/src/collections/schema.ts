import { z } from 'zod'
import { idSchema, typedText } from '../shared-schema.ts'

export const memberLevelSchema = z.enum(['owner', 'editor', 'viewer'])

export const createCollectionSchema = z.object({
  name: typedText('name', 1, 200),
  description: typedText('description', 0, 2000).default(''),
})

export const updateCollectionSchema = z.object({
  id: idSchema,
  name: typedText('name', 1, 200).optional(),
  description: typedText('description', 0, 2000).optional(),
})

export const setMemberSchema = z.object({ collectionId: idSchema, userId: idSchema, level: memberLevelSchema })
export const removeMemberSchema = z.object({ collectionId: idSchema, userId: idSchema })

export const setCollectionGroupSchema = z.object({
  collectionId: idSchema,
  groupId: idSchema,
  level: memberLevelSchema,
})
export const removeCollectionGroupSchema = z.object({ collectionId: idSchema, groupId: idSchema })
