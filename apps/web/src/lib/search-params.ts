// Values in the address are plain text: an id that looks like a number stays text, and addresses stay readable.

export const parseSearch = (search: string): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(search.replace(/^\?/, '')))

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(search))
    if (value !== undefined && value !== null && value !== '') params.set(key, String(value))
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

export const textParam = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value.slice(0, 500) : undefined

/** A whole number ≥ 0, or undefined for anything else someone typed into the address. */
export function numberParam(value: unknown): number | undefined {
  const number = Number(value)
  return (typeof value === 'string' || typeof value === 'number') &&
    value !== '' &&
    Number.isSafeInteger(number) &&
    number >= 0
    ? number
    : undefined
}

/** A day of the calendar that exists, as ISO writes it. */
export function dayParam(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return
  // Some engines read 31 February as a day of March.
  const date = new Date(value)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value) ? value : undefined
}

export const oneOf = <const T extends string>(value: unknown, allowed: readonly T[]): T | undefined =>
  allowed.find((item) => item === value)

/** Leaves out what is undefined, as exact optional types want it. */
export const given = <T extends Record<string, unknown>>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
