/** Times in milliseconds of one clock that both threads read. */
export interface Watch {
  /** The last beat that was seen. */
  beat: number
  /** When the watchdog last looked. */
  looked: number
  /** For how long the watchdog itself stood still since that beat: then the whole process did, or the machine. */
  away: number
  /** Whether this standstill was already noticed. */
  noticed: boolean
}

export type Judgement =
  | { is: 'well' }
  /** It stands still right now; the moment to look at its stack. */
  | { is: 'standing' }
  /** It stood still for so long, and goes on. */
  | { is: 'over'; ms: number; from: number }

export const beginWatch = (now: number): Watch => ({ beat: now, looked: now, away: 0, noticed: false })

/**
 * What a look at the heartbeat tells. A standstill that the watchdog shared, because the process was suspended or got no
 * processor, is nobody's fault in the program and does not count.
 *
 * @param limits `beatMs`: between two beats, and between two looks.
 */
export function judge(
  watch: Watch,
  { now, beat }: { now: number; beat: number },
  { thresholdMs, beatMs }: { thresholdMs: number; beatMs: number },
): { watch: Watch; judgement: Judgement } {
  const away = watch.away + Math.max(0, now - watch.looked - 2 * beatMs)
  const stoodStill = (until: number) => until - watch.beat - beatMs - away
  if (beat !== watch.beat) {
    const ms = stoodStill(beat)
    return {
      watch: { beat, looked: now, away: 0, noticed: false },
      judgement: ms > thresholdMs ? { is: 'over', ms, from: watch.beat } : { is: 'well' },
    }
  }
  const standing = !watch.noticed && stoodStill(now) > thresholdMs
  return {
    watch: { ...watch, looked: now, away, noticed: watch.noticed || standing },
    judgement: standing ? { is: 'standing' } : { is: 'well' },
  }
}
