import { appRouter } from '@sarvanom/api'
import { z } from 'zod'

type Schema = z.core.JSONSchema.BaseSchema

/** What a procedure is given: the right shape with a mark in every text, a mark in place of everything, or lists of marks. */
export const shapes = ['right', 'texts', 'lists'] as const
type Shape = (typeof shapes)[number]

function text({ format, minLength = 0, maxLength = 10_000 }: Schema, mark: string): string {
  if (format === 'email') return `${mark}@example.org`
  if (format === 'uri') return `http://127.0.0.1:1/${mark}`
  if (format === 'date-time') return '2026-01-31T00:00:00Z'
  return mark.padEnd(minLength, 'x').slice(0, maxLength)
}

/** A value of the schema, every text of which has the mark. */
function fill(schema: Schema | boolean, mark: string, shape: Shape): unknown {
  if (typeof schema === 'boolean') return mark
  const { type, anyOf, oneOf, properties, items, additionalProperties } = schema
  const branch = (anyOf ?? oneOf)?.find((one) => typeof one === 'object' && one.type !== 'null')
  if (branch) return fill(branch, mark, shape)
  if (type === 'object' || properties) {
    const known = Object.entries(properties ?? {}).map(([name, one]) => [name, fill(one, mark, shape)])
    return Object.fromEntries(additionalProperties ? [...known, [mark, mark]] : known)
  }
  if (type === 'array') return [fill(Array.isArray(items) ? (items[0] ?? true) : (items ?? true), mark, shape)]
  if (shape === 'texts') return mark
  if (shape === 'lists') return [mark]
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (type === 'boolean') return false
  if (type === 'number' || type === 'integer') return Math.max(1, schema.minimum ?? 1)
  return text(schema, mark)
}

export interface MarkedCall {
  name: string
  type: 'query' | 'mutation' | 'subscription'
  mark: string
  input: unknown
}

interface Definition {
  type: MarkedCall['type']
  inputs: z.ZodType[]
}

/** Calls of every procedure, each with marks of its own; signing out comes last. */
export function markedCalls(marked: (place: string) => string): MarkedCall[] {
  const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, { _def: Definition }>)
  return procedures
    .flatMap(([name, { _def }]) =>
      shapes.map((shape) => {
        const mark = marked(`${name.replaceAll('.', '-')}-${shape}`.toLowerCase())
        const schemas = _def.inputs.map((one) => z.toJSONSchema(one, { io: 'input', unrepresentable: 'any' }))
        const inputs = schemas.map((schema) => fill(schema as Schema, mark, shape))
        return { name, type: _def.type, mark, input: Object.assign({}, ...inputs) as unknown }
      }),
    )
    .sort((a, b) => Number(a.name === 'auth.logout') - Number(b.name === 'auth.logout'))
}
