import type { Database } from '@sarvanom/db'
import { tokenHash } from '../../secrets/index.ts'
import { isWorthNoting } from '../session-rule.ts'
import { lacksSecondFactor, sessionUser, type UserRow, userColumns } from '../session-user.ts'
import type { Sessions, SignedIn } from '../sessions.ts'
import { hasKeyForm } from './key-form.ts'
import { isKeyLive, type KeyState, permissionsOfKey } from './rights.ts'
import { isScope } from './view.ts'

interface KeyRow extends KeyState, UserRow {
  id: string
  scopes: string[]
  lastUsedAt: Date | null
}

interface Context {
  db: Database
  clock: () => Date
  sessions: Pick<Sessions, 'rules'>
}

/**
 * Whom the key speaks for: its owner as he is at this moment, with no more than its scopes; undefined for one that is
 * unknown, revoked or expired, or whose owner is disabled. Notes that and from where it was used, at most once a minute.
 */
export async function findKeyOwner(
  { db, clock, sessions }: Context,
  key: string,
  address: string | undefined,
): Promise<SignedIn | undefined> {
  if (!hasKeyForm(key)) return undefined
  const [row] = await db.prisma.$queryRaw<KeyRow[]>`
    SELECT k.id, k.scopes, k.expires_at AS "expiresAt", k.revoked_at AS "revokedAt", k.last_used_at AS "lastUsedAt",
      ${userColumns}
    FROM api_keys k JOIN users u ON u.id = k.user_id JOIN roles r ON r.name = u.role_name
    WHERE k.key_hash = ${tokenHash(key)}`
  const now = clock()
  if (!row || row.disabled || !isKeyLive(row, now)) return undefined
  if (isWorthNoting(row.lastUsedAt, now)) {
    const place = address === undefined ? {} : { lastAddress: address.slice(0, 100) }
    await db.prisma.apiKey.updateMany({
      // of several requests at once one writes
      where: { id: row.id, lastUsedAt: row.lastUsedAt },
      data: { lastUsedAt: now, ...place },
    })
  }
  const scopes = new Set(row.scopes.filter(isScope))
  const owner = sessionUser(row)
  const permissions = permissionsOfKey(owner.permissions, scopes)
  return {
    user: { ...owner, permissions },
    actor: { kind: 'user', userId: owner.id, permissions: new Set(permissions), via: 'key', keyId: row.id, scopes },
    secondFactorMissing: lacksSecondFactor(owner, await sessions.rules()),
  }
}
