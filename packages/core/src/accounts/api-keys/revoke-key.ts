import { type Database, inTransaction } from '@sarvanom/db'
import type { UserActor } from '../../access/index.ts'
import { recordAudit } from '../../audit/index.ts'
import { notFound } from '../../errors.ts'

/** Ends one of the actor's own keys; again is as good as once. @throws DomainError NOT_FOUND */
export async function revokeApiKey(
  { db, clock }: { db: Database; clock: () => Date },
  { userId }: UserActor,
  id: string,
  from: { address?: string },
): Promise<{ id: string }> {
  await inTransaction(db, async (tx) => {
    const { count } = await tx.apiKey.updateMany({
      where: { id, userId, revokedAt: null },
      data: { revokedAt: clock() },
    })
    if (count > 0) {
      await recordAudit(tx, { actorId: userId, action: 'auth.apiKeys.revoke', target: ['apiKey', id], ...from })
    } else if ((await tx.apiKey.count({ where: { id, userId } })) === 0) throw notFound()
  })
  return { id }
}
