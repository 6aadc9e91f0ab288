/** The life of a key that signs access tokens. */
export interface KeyTimes {
  createdAt: Date
  /** From then on another one signs. */
  rotatesAt: Date
  /** Until then its tokens are accepted. */
  expiresAt: Date
}

const hour = 3_600_000
const day = 24 * hour
const signsMs = 30 * day
/** Published this long before it signs, so that who keeps a copy of our keys has it in time. */
const aheadMs = 2 * day
/** Longer than any token lives (10 minutes) and any copy of our keys is kept (5 minutes). */
const overlapMs = hour

export const newKeyTimes = (now: Date): KeyTimes => ({
  createdAt: now,
  rotatesAt: new Date(now.getTime() + signsMs),
  expiresAt: new Date(now.getTime() + signsMs + overlapMs),
})

/** The key that signs: the one that has been published for longest among those that are not to be replaced yet. */
export function signingKey<K extends KeyTimes>(keys: readonly K[], now: Date): K | undefined {
  return keys
    .filter((key) => now < key.rotatesAt)
    .reduce<K | undefined>((first, key) => (first && first.rotatesAt <= key.rotatesAt ? first : key), undefined)
}

/** Whether the next key is to be made: none would sign when the published ones are replaced. */
export const needsSuccessor = (keys: readonly KeyTimes[], now: Date) =>
  keys.every((key) => key.rotatesAt.getTime() - now.getTime() <= aheadMs)

/** Whether tokens of the key are accepted. */
export const isAccepted = (key: KeyTimes, now: Date) => now < key.expiresAt
