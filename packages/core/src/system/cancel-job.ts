import { asSystem, type Database } from '@sarvanom/db'
import type { UserActor } from '../access/index.ts'
import { recordAudit } from '../audit/index.ts'
import { notFound } from '../errors.ts'
import type { Jobs } from '../jobs/index.ts'

/**
 * Cancels a job that waits or is worked on, of a queue that allows it. One that is worked on stops within some seconds, on
 * whichever server; until then it is still listed there.
 * @throws DomainError NOT_FOUND also for a job that has ended, or must not be cancelled
 */
export async function cancelJob(
  { db, jobs }: { db: Database; jobs: Jobs },
  actor: UserActor,
  { id }: { id: string },
  from: { address?: string },
): Promise<{ queue: string }> {
  return await asSystem(() =>
    db.prisma.$transaction(async (transaction) => {
      const queue = await jobs.cancel(id, transaction)
      if (queue === undefined) throw notFound()
      const target = ['job', id] as const
      await recordAudit(transaction, {
        actorId: actor.userId,
        action: 'system.jobs.cancel',
        target,
        detail: { queue },
        ...from,
      })
      return { queue }
    }),
  )
}
