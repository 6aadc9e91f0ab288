import { z } from 'zod'

/** Opaque to clients. Well-formed but unknown ids answer NOT_FOUND; only unprintable or oversized ones are a bad request. */
export const idSchema = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\x21-\x7e]+$/, 'an id has only printable characters without spaces')

export const pageInputSchema = z.object({
  limit: z.number().int().min(1).max(100).default(50),
  cursor: z.string().max(500).optional(),
})

/** What every list returns: a page and, where there is more, the cursor of the next one. */
export interface Page<T> {
  items: T[]
  nextCursor?: string
}

// A lone surrogate cannot be stored as UTF-8, and PostgreSQL refuses U+0000 in text.
const wellFormed = (text: string) => text.isWellFormed() && !text.includes('\0')

/** Text a person typed: trimmed of nothing, but storable. `max` counts UTF-16 code units, as browsers do. */
export const typedText = (name: string, min: number, max: number) =>
  z
    .string({ error: `${name} must be text` })
    .refine((value) => value.trim().length >= min, `${name} must have at least ${min} character${min === 1 ? '' : 's'}`)
    .refine((value) => value.length <= max, `${name} must have at most ${max.toLocaleString('en')} characters`)
    .refine(wellFormed, `${name} contains characters that are not valid text (NUL or half of a surrogate pair)`)
