// Numbers and dates as the reader's language writes them.
const cache = new Map<string, unknown>()

/** A formatter that is made once: making one takes longer than using it a hundred times. */
export function kept<T>(key: string, make: () => T): T {
  const known = cache.get(key)
  if (known !== undefined) return known as T
  const made = make()
  cache.set(key, made)
  return made
}

export const formatNumber = (locale: string, value: number): string =>
  kept(`n.${locale}`, () => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })).format(value)

/** `share` from 0 to 1 as a whole percentage. */
export const formatShare = (locale: string, share: number): string =>
  kept(`p.${locale}`, () => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })).format(share)

const sizeUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

/** A file size in the largest unit (powers of 1000) that leaves at least 1 before the comma. */
export function formatBytes(locale: string, bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), sizeUnits.length - 1)
  const unit = sizeUnits[step] ?? 'byte'
  return kept(
    `b.${locale}.${unit}`,
    () =>
      new Intl.NumberFormat(locale, {
        style: 'unit',
        unit,
        unitDisplay: step === 0 ? 'long' : 'short',
        maximumFractionDigits: step > 1 ? 1 : 0,
      }),
  ).format(bytes / 1000 ** step)
}

export const formatDate = (locale: string, iso: string): string =>
  kept(`d.${locale}`, () => new Intl.DateTimeFormat(locale, { dateStyle: 'medium' })).format(new Date(iso))

export const formatDateTime = (locale: string, iso: string): string =>
  kept(`t.${locale}`, () => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' })).format(
    new Date(iso),
  )

const steps: [limit: number, seconds: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [45, 1, 'second'],
  [45 * 60, 60, 'minute'],
  [22 * 3600, 3600, 'hour'],
  [7 * 86_400, 86_400, 'day'],
]

/** To the second and short, for a log. */
export const formatStamp = (locale: string, iso: string): string =>
  kept(`s.${locale}`, () => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' })).format(
    new Date(iso),
  )

/** "3 minutes ago"; a date once it is more than a week away. `now` in milliseconds. */
export function formatAgo(locale: string, iso: string, now: number): string {
  const seconds = (Date.parse(iso) - now) / 1000
  const relative = kept(`r.${locale}`, () => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }))
  for (const [limit, size, unit] of steps)
    if (Math.abs(seconds) < limit) return relative.format(unit === 'second' ? 0 : Math.round(seconds / size), unit)
  return formatDate(locale, iso)
}

/** Which heading of a list by day a date belongs under. `now` in milliseconds, days in the reader's time zone. */
export function dayGroup(iso: string, now: number): 'today' | 'yesterday' | 'week' | 'earlier' {
  const midnight = new Date(now).setHours(0, 0, 0, 0)
  const at = Date.parse(iso)
  if (at >= midnight) return 'today'
  if (at >= midnight - 86_400_000) return 'yesterday'
  return at >= midnight - 6 * 86_400_000 ? 'week' : 'earlier'
}

/** Seconds as "45 s" or "3 min", for an estimate that need not be exact. */
export function formatDuration(locale: string, seconds: number): string {
  const unit = seconds < 90 ? 'second' : seconds < 5400 ? 'minute' : 'hour'
  const value = unit === 'second' ? seconds : unit === 'minute' ? seconds / 60 : seconds / 3600
  return kept(
    `u.${locale}.${unit}`,
    () => new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: unit === 'hour' ? 1 : 0 }),
  ).format(Math.max(1, value))
}

/** A measured time in milliseconds, with the precision that matters at its size. */
export function formatMilliseconds(locale: string, milliseconds: number): string {
  if (milliseconds >= 10_000) return formatDuration(locale, milliseconds / 1000)
  const unit = milliseconds < 1000 ? 'millisecond' : 'second'
  return kept(
    `m.${locale}.${unit}`,
    () => new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: unit === 'second' ? 1 : 0 }),
  ).format(unit === 'second' ? milliseconds / 1000 : milliseconds)
}
