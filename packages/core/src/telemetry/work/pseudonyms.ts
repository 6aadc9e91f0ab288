import { createHmac } from 'node:crypto'

/**
 * Names for users in the log: the same user is the same name on every server and after every restart, and without the
 * installation's secret nobody can tell who it is. 48 bits, so that two of some thousand users are hardly ever alike.
 *
 * @param key derived from that secret
 */
export function openPseudonyms(key: Buffer): (userId: string) => string {
  return (userId) => createHmac('sha256', key).update(userId).digest('hex').slice(0, 12)
}
