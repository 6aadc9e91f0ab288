import type { Parts } from '../period.ts'
import type { Reach } from '../reach.ts'
import type { Read } from '../snapshot.ts'

/** Instants in milliseconds; `to` is not in it. */
export interface Range {
  from: number
  to: number
}

export interface SummedRange extends Range {
  /** How long its buckets are, of which it is whole ones. */
  minutes: BucketMinutes
}

/** What a time is put together from: sums that hold, and the rows themselves where none do. All of it once. */
export interface Cover {
  sums: SummedRange[]
  rows: Range[]
}

/** How long buckets are, from the longest. Each is whole ones of the next. */
export const bucketLengths = [1440, 60, 15] as const
export type BucketMinutes = (typeof bucketLengths)[number]

const minuteMs = 60_000
const quarterMs = 15 * minuteMs

/**
 * Covers every part with as few buckets as there can be. None reaches from one part into the next.
 *
 * @param marked starts of the quarters of an hour whose sums do not hold, nor those of longer buckets that they are in; in order
 * @param lengths those that may be used, from the longest
 */
export function coverOf(
  { starts, end }: Parts,
  marked: readonly number[],
  lengths: readonly BucketMinutes[] = bucketLengths,
): Cover {
  const cover: Cover = { sums: [], rows: [] }
  let mark = 0

  function fill(from: number, to: number, level: number): void {
    if (from >= to) return
    const minutes = lengths[level]
    if (minutes === undefined) {
      append(cover.rows, { from, to })
      return
    }
    const length = minutes * minuteMs
    const first = Math.ceil(from / length) * length
    const last = Math.floor(to / length) * length
    if (first >= last) {
      fill(from, to, level + 1)
      return
    }
    fill(from, first, level + 1)
    for (let at = first; at < last; ) {
      while ((marked[mark] ?? Number.POSITIVE_INFINITY) + quarterMs <= at) mark++
      const next = marked[mark] ?? Number.POSITIVE_INFINITY
      const stale = Math.floor(next / length) * length
      if (stale > at) {
        const to = Math.min(stale, last)
        append(cover.sums, { from: at, to, minutes }, minutes)
        at = to
      } else {
        fill(at, at + length, level + 1)
        at += length
      }
    }
    fill(last, to, level + 1)
  }

  for (const [n, start] of starts.entries()) fill(start, starts[n + 1] ?? end, 0)
  return cover
}

/** The cover of the parts for everybody's figures; a person's come straight from rows. */
export async function readCover(
  read: Read,
  { person }: Reach,
  { starts, end }: Parts,
  lengths: readonly BucketMinutes[] = bucketLengths,
): Promise<Cover> {
  if (person !== undefined) return { sums: [], rows: [] }
  const marks = await read<{ bucket: Date }>(
    `SELECT DISTINCT bucket FROM bucket_marks WHERE bucket >= :start AND bucket < :end ORDER BY bucket`,
    { start: new Date(starts[0] ?? end), end: new Date(end) },
  )
  return coverOf(
    { starts, end },
    marks.map(({ bucket }) => bucket.getTime()),
    lengths,
  )
}

/** Quarters of an hour, in order, as ranges. */
export function rangesOf(quarters: readonly number[]): Range[] {
  const ranges: Range[] = []
  for (const from of quarters) append(ranges, { from, to: from + quarterMs })
  return ranges
}

/** The same time in ranges that are at most so long. */
export const splitRanges = (ranges: readonly Range[], ms: number): Range[] =>
  ranges.flatMap(({ from, to }) =>
    Array.from({ length: Math.ceil((to - from) / ms) }, (_, n) => ({
      from: from + n * ms,
      to: Math.min(to, from + (n + 1) * ms),
    })),
  )

/** Neighbours become one, so that a long time is one range of an index. */
function append<One extends Range>(ranges: One[], range: One, minutes?: number): void {
  const before = ranges.at(-1)
  const alike = before !== undefined && (minutes === undefined || (before as Partial<SummedRange>).minutes === minutes)
  if (alike && before.to === range.from) before.to = range.to
  else ranges.push(range)
}
