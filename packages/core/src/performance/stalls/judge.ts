/** Times in milliseconds of one clock that both threads read. */
export interface Watch {
  /** The last beat that was seen. */
  beat: number
  /** When the watchdog last looked. */
  looked: number
  /** How long the main thread had waited for a processor, in all. */
  waited: number
  /** For how long since that beat it could do nothing for it: it got no processor, or the watchdog stood still as well. */
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

export const beginWatch = (now: number, waited = 0): Watch => ({
  beat: now,
  looked: now,
  waited,
  away: 0,
  noticed: false,
})

/**
 * What a look at the heartbeat tells. Time in which the main thread got no processor, or which the watchdog shared because
 * the process was suspended, is nobody's fault in the program and does not count.
 *
 * @param seen `waited`: for how long the main thread has waited for a processor in all, where the system tells.
 * @param limits `beatMs`: between two beats, and between two looks.
 */
export function judge(
  watch: Watch,
  { now, beat, waited = watch.waited }: { now: number; beat: number; waited?: number | undefined },
  { thresholdMs, beatMs }: { thresholdMs: number; beatMs: number },
): { watch: Watch; judgement: Judgement } {
  const missed = Math.max(0, now - watch.looked - 2 * beatMs, waited - watch.waited)
  const stoodStill = (until: number, away: number) => until - watch.beat - beatMs - away
  if (beat !== watch.beat) {
    // What was missed since the last look may lie before this beat or after it: each side gets as much as fits there.
    const ms = stoodStill(beat, watch.away + within(missed, beat - watch.looked))
    return {
      watch: { beat, looked: now, waited, away: within(missed, now - beat), noticed: false },
      judgement: ms > thresholdMs ? { is: 'over', ms, from: watch.beat } : { is: 'well' },
    }
  }
  const away = watch.away + missed
  const standing = !watch.noticed && stoodStill(now, away) > thresholdMs
  return {
    watch: { ...watch, looked: now, waited, away, noticed: watch.noticed || standing },
    judgement: standing ? { is: 'standing' } : { is: 'well' },
  }
}

const within = (missed: number, room: number) => Math.min(missed, Math.max(0, room))
