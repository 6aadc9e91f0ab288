/** What is kept a minute of one server: a fault that repeats itself says nothing new, and must not fill the table. */
const mostPerMinute = 300

export interface Allowance {
  /** Since 1970. */
  minute: number
  kept: number
  leftOut: number
}

export const freshAllowance: Allowance = { minute: 0, kept: 0, leftOut: 0 }

/**
 * Whether there is room for one more entry, and how many of an earlier minute were left out and are still to be told.
 *
 * @param full no room in memory: what was kept before is not written yet
 */
export function admit(
  before: Allowance,
  now: Date,
  full: boolean,
): { after: Allowance; admitted: boolean; leftOut: number } {
  // Nor is there room to tell it: the number goes on growing.
  if (full) return { admitted: false, leftOut: 0, after: { ...before, leftOut: before.leftOut + 1 } }
  const { after, leftOut } = turn(before, now)
  const admitted = after.kept < mostPerMinute
  return {
    admitted,
    leftOut,
    after: admitted ? { ...after, kept: after.kept + 1 } : { ...after, leftOut: after.leftOut + 1 },
  }
}

/** Begins a new minute where one is over. @returns also how many the old one left out */
export function turn(before: Allowance, now: Date): { after: Allowance; leftOut: number } {
  const minute = Math.floor(now.getTime() / 60_000)
  if (minute === before.minute) return { after: before, leftOut: 0 }
  return { after: { minute, kept: 0, leftOut: 0 }, leftOut: before.leftOut }
}
