import { createHash } from 'node:crypto'
import type { AccessChanges } from '../access-changes/index.ts'
import type { Caller, SignedIn } from './sessions.ts'

type Authenticate = (caller: Caller) => Promise<SignedIn | undefined>

// Should a notification of the database be lost: what was revoked is dead within this time all the same.
const keptMs = 900
const most = 10_000

/**
 * Asks once for what many requests of a moment bring with them, and forgets all of it at every change of anybody's rights:
 * at once where this process made the change (`forget`), and when the database tells of it where another one did.
 */
export function rememberSignIns(
  { changes, clock }: { changes: Pick<AccessChanges, 'subscribe'>; clock: () => Date },
  authenticate: Authenticate,
): { authenticate: Authenticate; forget(): void } {
  const known = new Map<string, { signedIn: SignedIn; until: number }>()
  let generation = 0
  const forget = () => {
    generation += 1
    known.clear()
  }
  changes.subscribe(forget)
  return {
    forget,
    async authenticate(caller) {
      if (caller.cookies === '' && caller.authorization === undefined) return undefined
      // Hashed, so that no memory dump holds a list of what opens every session of the last second.
      const key = createHash('sha256')
        .update(`${caller.authorization ?? ''}\n${caller.cookies}`)
        .digest('base64')
      const now = clock().getTime()
      const found = known.get(key)
      if (found && now < found.until) return found.signedIn
      const asked = generation
      const signedIn = await authenticate(caller)
      if (!signedIn) return undefined
      // Something changed while the database was being asked: the answer may be of before.
      if (asked === generation) {
        if (known.size >= most) known.clear()
        known.set(key, { signedIn, until: now + keptMs })
      }
      return signedIn
    },
  }
}
