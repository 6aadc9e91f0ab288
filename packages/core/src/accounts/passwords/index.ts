import { availableParallelism } from 'node:os'
import { DomainError } from '../../errors.ts'
import { nobodysHash } from './cost.ts'
import { type HashPoolOptions, openHashPool } from './pool.ts'
import type { HashReply, HashRequest } from './protocol.ts'

export { needsUpgrade } from './cost.ts'

/** Makes and checks password hashes. @throws DomainError TOO_MANY_REQUESTS where too many wait for it already */
export interface Passwords {
  /** @returns an Argon2id hash in PHC form, of any Unicode */
  hash(password: string): Promise<string>
  /** Whether the password fits. Without a stored hash (no such user) the same work is done, and the answer is no. */
  verify(storedHash: string | undefined, password: string): Promise<boolean>
  close(): Promise<void>
}

/** About a second's work for each core: who would wait longer is told to come back. */
const defaults: HashPoolOptions = { threads: availableParallelism(), waiting: 64, idleMs: 60_000 }

/** Hashing in threads of low priority, one a core: logins are as many as the cores allow, and slow nothing else. */
export function openPasswords(options: Partial<HashPoolOptions> = {}): Passwords {
  const pool = openHashPool({ ...defaults, ...options })
  async function ask(request: HashRequest): Promise<Exclude<HashReply, { failure: string }>> {
    const asked = pool.ask(request)
    if (!asked) throw new DomainError('TOO_MANY_REQUESTS', 'Too many are signing in just now', { retryAfter: 1 })
    const reply = await asked
    if ('failure' in reply) throw new Error(`a password could not be hashed: ${reply.failure}`)
    return reply
  }
  return {
    async hash(password) {
      const reply = await ask({ kind: 'hash', password })
      if (!('hash' in reply)) throw new Error('a password thread answered something else')
      return reply.hash
    },
    async verify(storedHash, password) {
      const reply = await ask({ kind: 'verify', hash: storedHash ?? nobodysHash, password })
      return storedHash !== undefined && 'fits' in reply && reply.fits
    },
    close: () => pool.close(),
  }
}
