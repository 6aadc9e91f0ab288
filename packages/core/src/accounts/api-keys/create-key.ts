import { type Database, inTransaction } from '@sarvanom/db'
import type { z } from 'zod'
import type { UserActor } from '../../access/index.ts'
import { recordAudit } from '../../audit/index.ts'
import { DomainError } from '../../errors.ts'
import { tokenHash } from '../../secrets/index.ts'
import { keyExpiry } from './expiry.ts'
import { keyPrefix, newApiKey } from './key-form.ts'
import type { createApiKeySchema } from './schema.ts'
import { type ApiKeyView, keyColumns, keyView } from './view.ts'

const mostLive = 50

/**
 * Makes a key in the actor's name. Only its hash is stored: the answer shows it for the only time.
 *
 * @throws DomainError BAD_REQUEST for an expiry out of range, CONFLICT with 50 keys that can still be used
 */
export async function createApiKey(
  { db, clock }: { db: Database; clock: () => Date },
  { userId }: UserActor,
  input: z.output<typeof createApiKeySchema>,
  from: { address?: string },
): Promise<ApiKeyView & { key: string }> {
  const now = clock()
  const expiresAt = keyExpiry(input.expiresAt, now)
  const key = newApiKey()
  return await inTransaction(db, async (tx) => {
    // Of several requests at once each counts the keys of those before it.
    await tx.$executeRaw`SELECT 1 FROM users WHERE id = ${userId} FOR NO KEY UPDATE`
    const live = await tx.apiKey.count({ where: { userId, revokedAt: null, expiresAt: { gt: now } } })
    if (live >= mostLive) {
      throw new DomainError('CONFLICT', `You have ${mostLive} keys already; revoke one that you no longer need`)
    }
    const { name, scopes } = input
    const row = await tx.apiKey.create({
      data: {
        userId,
        name: name.trim(),
        prefix: keyPrefix(key),
        keyHash: tokenHash(key),
        scopes,
        createdAt: now,
        expiresAt,
      },
      select: keyColumns,
    })
    await recordAudit(tx, {
      actorId: userId,
      action: 'auth.apiKeys.create',
      target: ['apiKey', row.id],
      detail: { scopes, expiresAt: expiresAt.toISOString() },
      ...from,
    })
    return { ...keyView(row), key }
  })
}
