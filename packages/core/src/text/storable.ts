/**
 * Text as PostgreSQL can store it in text and jsonb: a model or a damaged document may produce NULs and halves
 * of surrogate pairs. Applied to every string in a value of plain objects and arrays.
 */
export function storable<T>(value: T): T {
  if (typeof value === 'string') return value.replaceAll('\0', '\uFFFD').toWellFormed() as T
  if (Array.isArray(value)) return value.map(storable) as T
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, storable(inner)])) as T
  }
  return value
}
