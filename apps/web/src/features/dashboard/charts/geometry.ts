/** Pixels around the place where columns stand. Known outside the drawing, so that a pointer can be told its column. */
export const plot = { left: 52, right: 8, top: 8, bottom: 4 }

/** Which of `count` columns stands at `x` pixels from the left of a drawing; null outside of them. */
export function columnAt(x: number, width: number, count: number): number | null {
  const inner = width - plot.left - plot.right
  const share = (x - plot.left) / inner
  return inner <= 0 || share < 0 || share >= 1 || count === 0 ? null : Math.floor(share * count)
}

/** Where a key of the keyboard leads from a column; null for a key that leads nowhere. */
export function columnAfter(key: string, at: number | null, count: number): number | null {
  if (count === 0) return null
  const from = at ?? (key === 'ArrowLeft' || key === 'ArrowDown' || key === 'PageDown' ? count : -1)
  const page = Math.max(2, Math.round(count / 8))
  const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: page, PageDown: -page }[key]
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  return step === undefined ? null : Math.max(0, Math.min(count - 1, from + step))
}
