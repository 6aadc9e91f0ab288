import { actAs, openDatabase } from '@sarvanom/db'
import { createTestDatabase, type TestDatabase } from '@sarvanom/db/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openMetrics, silentLogger } from '../telemetry/index.ts'
import { listSlowSpots, openPerformanceMonitor, type PerformanceMonitor } from './index.ts'
import { openSpots } from './spots.ts'

const canary = 'canary-of-mara@example.org'
const listed = { sort: 'worst', limit: 200 } as const

let db: TestDatabase
let monitor: PerformanceMonitor
let now = new Date('2026-03-01T00:00:00Z')
const logged: string[] = []

beforeAll(async () => {
  const log = { ...silentLogger, warn: (...args: unknown[]) => void logged.push(JSON.stringify(args)) }
  const thresholds = { statementMs: 20, stallMs: 60_000 }
  monitor = openPerformanceMonitor({ thresholds, metrics: openMetrics(), log, clock: () => now })
  db = await createTestDatabase({ observer: { statement: (fact) => monitor.statement(fact) } })
  monitor.attach(db)
})
afterAll(async () => {
  await monitor.stop()
  await db.drop()
})
beforeEach(async () => {
  await monitor.flush()
  await db.prisma.slowSpot.deleteMany()
  // the next plan is due
  now = new Date(now.getTime() + 2 * 3_600_000)
})

const statements = async () => {
  await monitor.flush()
  return (await listSlowSpots({ db }, 'statement', listed, 20)).items
}
/** Plans are taken behind. */
async function withPlan() {
  for (;;) {
    const items = await statements()
    if (items.some(({ detail }) => detail !== null)) return items
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
const slow = (text: string, values: unknown[] = []) => db.pool.query(text, values)

describe('a slow statement', () => {
  it('is stored with its text, its plan and its times, and never with a value', async () => {
    await slow('select pg_sleep(0.05), name from users where email = $1 union all select pg_sleep(0.05), $2', [
      canary,
      canary,
    ])
    const [item] = await withPlan()
    expect(item?.text).toBe(
      'select pg_sleep(0.05), name from users where email = $1 union all select pg_sleep(0.05), $2',
    )
    expect(item?.detail).toMatch(/Scan.* on users/)
    expect(item?.count).toBe(1)
    expect(item?.worstMs).toBeGreaterThan(20)
    expect(JSON.stringify([await db.prisma.slowSpot.findMany(), logged])).not.toContain('canary')
  })

  it('shows no literal either, should one carry it', async () => {
    await slow(`select pg_sleep(0.05) from (values (1)) v where 'x' <> '${canary}' -- ${canary}`)
    const [item] = await withPlan()
    expect(item?.text).toContain("'…' <> '…'")
    expect(JSON.stringify([await db.prisma.slowSpot.findMany(), logged])).not.toContain('canary')
  })

  it('is the same with other values, and more of them', async () => {
    await slow('select pg_sleep(0.05) where $1 not in ($2, $3)', ['a', 'b', 'c'])
    await slow('select pg_sleep(0.05)   where $1 not in ($2, $3, $4)', ['d', 'e', 'f', 'g'])
    const items = await statements()
    expect(items.map(({ count }) => count)).toEqual([2])
    expect(items[0]?.text).toBe('select pg_sleep(0.05) where $1 not in ($2, …)')
  })

  it('has the plan of the name that it went out in', async () => {
    await actAs('somebody', () => slow('select pg_sleep(0.05), count(*) from documents'))
    const [item] = await withPlan()
    expect(item?.detail).toContain('NOT restricted')
    expect(item?.detail).not.toContain('somebody')
  })

  it('is stored without a plan where none can be made', async () => {
    await expect(slow(`select pg_sleep(0.05), 1 / (random() * 0)::int`)).rejects.toThrow(/division/)
    const [item] = await statements()
    expect(item?.detail).toBeNull()
    monitor.statement({ text: 'select * from nowhere', ms: 900, failed: false, actor: undefined })
    // the next one is due only after a rest
    now = new Date(now.getTime() + 6_000)
    await new Promise((resolve) => setTimeout(resolve, 300))
    await slow('select pg_sleep(0.05)')
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect((await statements()).map(({ detail }) => detail)).toEqual([null, null, null])
  })

  it('is not looked for among transactions and the monitor’s own', async () => {
    await slow('select 1')
    monitor.statement({ text: 'commit', ms: 900, failed: false, actor: undefined })
    monitor.statement({ text: 'insert into slow_spots select 1', ms: 900, failed: false, actor: undefined })
    expect(await statements()).toEqual([])
  })

  it('is nobody’s but the system’s', async () => {
    monitor.statement({ text: 'select 2', ms: 900, failed: true, actor: undefined })
    await monitor.flush()
    expect(await actAs('somebody', () => db.prisma.slowSpot.count())).toBe(0)
    expect(await db.prisma.slowSpot.count()).toBe(1)
  })
})

describe('what was found', () => {
  const found = (n: number, ms: number) =>
    monitor.statement({ text: `select ${n} as n${n}`, ms, failed: true, actor: undefined })

  it('is kept for the 200 worst, and for 30 days', async () => {
    for (let n = 0; n < 210; n++) found(n, 1000 + n)
    const items = await statements()
    expect(items).toHaveLength(200)
    expect(items.at(-1)?.worstMs).toBe(1010)
    now = new Date(now.getTime() + 31 * 86_400_000)
    found(999, 30)
    expect((await statements()).map(({ worstMs }) => worstMs)).toEqual([30])
  })

  it('adds up what several servers saw', async () => {
    found(1, 100)
    await monitor.flush()
    now = new Date(now.getTime() + 1000)
    found(1, 50)
    const [item] = await statements()
    expect(item).toMatchObject({ count: 2, totalMs: 150, worstMs: 100, lastAt: now.toISOString() })
    expect(item?.worstAt).toBe(item?.firstAt)
  })

  it('waits, within bounds, while the database is away', async () => {
    const away = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', connectTimeoutMs: 100 })
    let reachable = false
    const spots = openSpots({
      db: {
        get pool() {
          return reachable ? db.pool : away.pool
        },
      },
      log: silentLogger,
      clock: () => now,
    })
    const spot = { kind: 'stall', text: 'f', detail: undefined, detailAt: undefined, count: 1 } as const
    const at = { worstAt: now, firstAt: now, lastAt: now }
    for (let n = 0; n < 1000; n++) spots.add({ ...spot, ...at, fingerprint: String(n % 300), totalMs: n, worstMs: n })
    await expect(spots.flush()).rejects.toThrow()
    reachable = true
    await spots.stop()
    const { items } = await listSlowSpots({ db }, 'stall', listed, 200)
    expect(items).toHaveLength(200)
    expect(items[0]).toMatchObject({ worstMs: 999, count: 4, totalMs: 999 + 699 + 399 + 99 })
    await away.close()
  })
})
