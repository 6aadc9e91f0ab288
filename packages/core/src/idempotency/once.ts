import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '@sarvanom/db'
import { DomainError } from '../errors.ts'

export interface Attempt<T extends object> {
  /** Does the work. `requestHash` tells this request from another one under the same key. */
  run(): Promise<{ response: T; requestHash: string }>
  /** Reads the request without any effect, when the work was done before. */
  hash(): Promise<string>
}

interface Options {
  db: Database
  clock: () => Date
  /** How long a request waits for another one with the same key that is still being worked on. */
  waitMs?: number
}

const keptMs = 24 * 3_600_000
/** A first request that has not ended after this died with its process. */
const abandonedMs = 15 * 60_000
const pollMs = 100

/**
 * Does the work of a request once for each key of a user, however often and however much in parallel it is sent, and
 * gives the repetitions the first answer (draft-ietf-httpapi-idempotency-key-header). Keys are remembered for a day.
 * A request that fails gives its key back.
 *
 * @throws DomainError UNPROCESSABLE_CONTENT when the key came with another request before; CONFLICT when the first one
 * takes longer than this one can wait, or failed meanwhile
 */
export async function once<T extends object>(
  { db, clock, waitMs = 30_000 }: Options,
  { userId, key }: { userId: string; key: string },
  attempt: Attempt<T>,
): Promise<T> {
  await forgetOld(db, userId, clock())
  const where = { userId_key: { userId, key } }
  const created = await db.prisma.idempotencyKey.createMany({
    data: [{ userId, key, requestHash: '', createdAt: clock() }],
    skipDuplicates: true,
  })
  if (created.count === 0) return await repeated<T>(db, where, attempt, waitMs)
  try {
    const { response, requestHash } = await attempt.run()
    await db.prisma.idempotencyKey.update({ where, data: { requestHash, response }, select: { key: true } })
    return response
  } catch (error) {
    await db.prisma.idempotencyKey.deleteMany({ where: { userId, key } })
    throw error
  }
}

async function forgetOld(db: Database, userId: string, now: Date): Promise<void> {
  const before = (ms: number) => ({ lt: new Date(now.getTime() - ms) })
  await db.prisma.idempotencyKey.deleteMany({
    where: { userId, OR: [{ createdAt: before(keptMs) }, { requestHash: '', createdAt: before(abandonedMs) }] },
  })
}

async function repeated<T extends object>(
  db: Database,
  where: { userId_key: { userId: string; key: string } },
  attempt: Attempt<T>,
  waitMs: number,
): Promise<T> {
  const hash = await attempt.hash()
  const until = performance.now() + waitMs
  for (;;) {
    const first = await db.prisma.idempotencyKey.findFirst({
      where: where.userId_key,
      select: { requestHash: true, response: true },
    })
    if (first && first.requestHash !== '') {
      if (first.requestHash === hash) return first.response as T
      throw new DomainError('UNPROCESSABLE_CONTENT', 'This Idempotency-Key was used for another request')
    }
    if (!first || performance.now() > until) {
      const message = 'The first request with this Idempotency-Key has not succeeded; send it again'
      throw new DomainError('CONFLICT', message, { retryAfter: 1 })
    }
    await sleep(pollMs)
  }
}
