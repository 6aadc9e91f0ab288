const dayMs = 86_400_000
const minuteMs = 60_000

/** A time zone's clock: what it shows at an instant, and when its days begin. */
export interface Zone {
  /** Milliseconds that the zone is ahead of UTC at an instant. */
  offset(at: number): number
  /** The date there, as `2026-11-25`. */
  date(at: number): string
  /** The first instant of that date, also where the clock skips or repeats midnight. */
  dayStart(date: string): number
  /** ISO date and time with the offset, as `2026-11-25T00:00:00+01:00`. */
  label(at: number): string
}

export function openZone(timeZone: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  // The same midnights are asked for again and again, and each answer takes some microseconds.
  const known = new Map<number, number>()

  function offset(at: number): number {
    let ahead = known.get(at)
    if (ahead === undefined) {
      ahead = offsetByName(at)
      known.set(at, ahead)
    }
    return ahead
  }
  function offsetByName(at: number): number {
    const name = format.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? ''
    const [, sign, hours, minutes, seconds = '0'] = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name) ?? []
    if (sign === undefined) return 0
    const ms = Number(hours) * 3_600_000 + Number(minutes) * minuteMs + Number(seconds) * 1000
    return sign === '-' ? -ms : ms
  }
  const local = (at: number) => new Date(at + offset(at)).toISOString()
  const date = (at: number) => local(at).slice(0, 10)

  return {
    offset,
    date,
    dayStart(day) {
      const midnight = Date.parse(`${day}T00:00:00Z`)
      // The clock stands at midnight by the offset of the day before, or by that of the day after, where it was set between.
      const candidates = [midnight - offset(midnight - dayMs), midnight - offset(midnight + dayMs)].sort(
        (a, b) => a - b,
      )
      const [first = midnight, last = midnight] = candidates
      if (first === last) return first
      return date(first) >= day ? first : last
    },
    label(at) {
      const ahead = offset(at)
      const minutes = Math.abs(ahead) / minuteMs
      const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
      return `${local(at).slice(0, 19)}${ahead < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`
    },
  }
}
