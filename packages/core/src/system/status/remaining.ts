/** Seconds until a build is done, at its pace so far; null while there is none to go by. */
export function remainingSeconds(
  { done, total, startedAt }: { done: number; total: number; startedAt: Date },
  now: Date,
): number | null {
  const passed = (now.getTime() - startedAt.getTime()) / 1000
  if (done <= 0 || passed <= 0) return null
  return Math.round((passed * Math.max(0, total - done)) / done)
}
