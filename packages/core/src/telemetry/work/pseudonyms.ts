import { createHmac } from 'node:crypto'

/** Of a long day's users most come again and again, and each name costs as much as the rest of a log line. */
const kept = 1000

/**
 * Names for users in the log: the same user is the same name on every server and after every restart, and without the
 * installation's secret nobody can tell who it is. 48 bits, so that two of some thousand users are hardly ever alike.
 *
 * @param key derived from that secret
 */
export function openPseudonyms(key: Buffer): (userId: string) => string {
  const names = new Map<string, string>()
  return (userId) => {
    const known = names.get(userId)
    if (known !== undefined) return known
    const name = createHmac('sha256', key).update(userId).digest('hex').slice(0, 12)
    if (names.size >= kept) names.clear()
    names.set(userId, name)
    return name
  }
}
