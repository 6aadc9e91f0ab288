import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { asSystem, type Database } from '@sarvanom/db'
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import type { SecretBox } from '../secrets/index.ts'
import { type Metrics, openMetrics } from '../telemetry/index.ts'
import { type Bucket, type LimitName, limits } from './limits.ts'

export type Attempt = Allowed | Refused

export interface Allowed {
  allowed: true
  /** It succeeded: what it took is given back, and the failures before it are forgotten where that is safe. */
  succeeded(): Promise<void>
  /** It was neither right nor wrong: what it took is given back. */
  undo(): Promise<void>
}

export interface Refused {
  allowed: false
  /** Seconds. */
  retryAfter: number
  /** Of this count and period: worth a line in the audit log, which the thousands after it are not. */
  first: boolean
}

export interface SignInLimits {
  /** Counts an attempt before it is made, so that of many at once no more get through than may. */
  take(buckets: readonly Bucket[]): Promise<Attempt>
  deleteExpired(): Promise<void>
}

export interface SignInLimitsOptions {
  db: Database
  secretBox: SecretBox
  metrics?: Metrics
  /** Waits before a refusal is answered. */
  wait?: (ms: number) => Promise<unknown>
}

// A program that guesses asks again as soon as it is answered. Refusals are quickly made, so they would keep the server
// busier than anything else: each waits, and with it the connection that it came on. Who has more connections than that
// must be dealt with in front of the server.
const refusalMs = 1000
const mostWaiting = 500

const names = Object.keys(limits) as LimitName[]

/**
 * Counts of attempts, in the database: they hold for all servers together and survive a restart. A refused attempt costs
 * nothing, so that many right logins at once do not use up what mistakes may; it is answered a second later.
 */
export function openSignInLimits({
  db,
  secretBox,
  metrics = openMetrics(),
  wait = sleep,
}: SignInLimitsOptions): SignInLimits {
  const refusals = metrics.rateLimitRefusals
  for (const limit of names) refusals.inc({ limit }, 0)
  const secret = secretBox.derive('sign-in-limits')
  const limiters = new Map(names.map((name) => [name, limiterOf(db, name)]))
  const on = ({ limit, subject }: Bucket) => {
    const limiter = limiters.get(limit)
    if (!limiter) throw new Error(`there is no limit ${limit}`)
    // Addresses and e-mail addresses are nobody's business who reads the table.
    return { limiter, key: createHmac('sha256', secret).update(subject).digest('base64url') }
  }
  let waiting = 0
  const delay = async () => {
    if (waiting >= mostWaiting) return
    waiting += 1
    await wait(refusalMs).finally(() => {
      waiting -= 1
    })
  }
  const giveBack = async (bucket: Bucket) => {
    const { limiter, key } = on(bucket)
    await limiter.reward(key)
  }
  const forget = async (bucket: Bucket) => {
    const { limiter, key } = on(bucket)
    await limiter.delete(key)
  }

  return {
    take: (buckets) =>
      asSystem(async (): Promise<Attempt> => {
        const taken: Bucket[] = []
        for (const bucket of buckets) {
          const { limiter, key } = on(bucket)
          const refusal = await limiter.consume(key).then(() => undefined, refusalOf)
          if (refusal) {
            refusals.inc({ limit: bucket.limit })
            await Promise.all(taken.map(giveBack))
            await delay()
            return refused(refusal, limiter.points)
          }
          taken.push(bucket)
        }
        return {
          allowed: true,
          succeeded: () =>
            asSystem(async () => {
              await Promise.all(taken.map((bucket) => (bucket.forgetOnSuccess ? forget(bucket) : giveBack(bucket))))
            }),
          undo: () =>
            asSystem(async () => {
              await Promise.all(taken.map(giveBack))
            }),
        }
      }),
    async deleteExpired() {
      await db.pool.query('DELETE FROM rate_limits WHERE expire < $1', [Date.now()])
    },
  }
}

const refused = ({ msBeforeNext, consumedPoints }: RateLimiterRes, points: number): Refused => ({
  allowed: false,
  retryAfter: Math.max(1, Math.ceil(msBeforeNext / 1000)),
  first: consumedPoints === points + 1,
})

/** The limiter rejects with a figure where the count is full, and with an error where it could not count. */
function refusalOf(reason: unknown): RateLimiterRes {
  if (reason instanceof RateLimiterRes) return reason
  throw reason
}

function limiterOf(db: Database, name: LimitName): RateLimiterPostgres {
  const { points, seconds } = limits[name]
  return new RateLimiterPostgres({
    storeClient: db.pool,
    storeType: 'pool',
    tableName: 'rate_limits',
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix: name,
    points,
    duration: seconds,
    // Once that many more were refused it is a flood: it is answered without asking the database again. Not sooner,
    // because what is given back is given back in the database.
    inMemoryBlockOnConsumed: points * 2,
  })
}
