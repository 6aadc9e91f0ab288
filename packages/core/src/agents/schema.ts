import { z } from 'zod'
import { modeSchema, questionSchema } from '../answers/schema.ts'
import { idSchema, typedText } from '../shared-schema.ts'

const fields = {
  name: typedText('name', 1, 100),
  description: typedText('description', 0, 500),
  /** Shape the answer where a language model writes it. */
  instructions: typedText('instructions', 0, 4000),
  /** Null: everything that the owner may read. */
  collectionIds: z.array(idSchema).min(1).max(200).nullable(),
  mode: modeSchema,
}

export const createAgentSchema = z.object({
  name: fields.name,
  description: fields.description.default(''),
  instructions: fields.instructions.default(''),
  collectionIds: fields.collectionIds.default(null),
  mode: fields.mode.default('standard'),
})

export const updateAgentSchema = z.object({ id: idSchema, ...z.object(fields).partial().shape })

export const runAgentSchema = z.object({ id: idSchema, question: questionSchema, threadId: idSchema.optional() })
