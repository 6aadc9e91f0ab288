/** How a figure stands to the one of the period before. Nothing is made up where there is nothing to compare with. */
export type Change =
  | { kind: 'none' }
  | { kind: 'same' }
  /** Before there was nothing: a percentage would be infinite. */
  | { kind: 'fromZero' }
  | { kind: 'share'; share: number }
  | { kind: 'points'; points: number }

/** Of a count, an amount or a time: by how much of itself it changed. */
export function changeOf(current: number | null, previous: number | null): Change {
  if (current === null || previous === null) return { kind: 'none' }
  if (current === previous) return { kind: 'same' }
  if (previous === 0) return { kind: 'fromZero' }
  return { kind: 'share', share: (current - previous) / previous }
}

/** Of a share: by how many points of a hundred it changed. Less than half a point is the same, as it is shown. */
export function pointsOf(current: number | null, previous: number | null): Change {
  if (current === null || previous === null) return { kind: 'none' }
  const points = Math.round(current * 100) - Math.round(previous * 100)
  return points === 0 ? { kind: 'same' } : { kind: 'points', points }
}

/** `part` of all, from 0 to 1; null where there is nothing to be a part of. */
export const shareOf = (part: number, all: number): number | null => (all === 0 ? null : part / all)
