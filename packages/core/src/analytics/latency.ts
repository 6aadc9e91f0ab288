// The scale of `latency_bin` in the migration: class n reaches from 1.06^(n-1) to 1.06^n milliseconds, 0 is not measured.
const growth = 1.06
const classes = 256

/** The class below which, itself included, lie `share` of the measured ones; undefined where nothing was measured. */
export function classAt(counts: Uint32Array, share: number): number | undefined {
  let total = 0
  for (let n = 1; n < classes; n++) total += counts[n] ?? 0
  if (total === 0) return undefined
  let left = Math.ceil(total * share)
  for (let n = 1; n < classes; n++) {
    left -= counts[n] ?? 0
    if (left <= 0) return n
  }
  return classes - 1
}

/** The middle of a class, in whole milliseconds: at most 3 % from what it stands for, above 17 ms. */
export const millisecondsOf = (n: number) => Math.round(growth ** (n - 0.5))

/** Counts the bytes at `offset` of records of `size` bytes, one after the other. */
export function countClasses(records: Uint8Array, offset: number, size: number): Uint32Array {
  const counts = new Uint32Array(classes)
  for (let at = offset; at < records.length; at += size) {
    const n = records[at] ?? 0
    counts[n] = (counts[n] ?? 0) + 1
  }
  return counts
}

/** Half took no longer than `p50`, and 95 of 100 no longer than `p95`; null where nothing was measured. */
export function quantilesOf(counts: Uint32Array): { p50: number | null; p95: number | null } {
  const at = (share: number) => {
    const n = classAt(counts, share)
    return n === undefined ? null : millisecondsOf(n)
  }
  return { p50: at(0.5), p95: at(0.95) }
}
