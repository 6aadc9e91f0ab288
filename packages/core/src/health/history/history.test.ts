import { openDatabase, ping } from '@sarvanom/db'
import { createTestDatabase, type TestDatabase } from '@sarvanom/db/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { silentLogger } from '../../telemetry/index.ts'
import { openReadiness } from '../readiness.ts'
import { type CheckName, type CheckStatus, checkNames, type Finding, type HealthReport } from '../schema.ts'
import { openWire } from '../testing/wire.ts'
import { mostWaiting, nextSampleMs, openHealthHistory } from './history.ts'
import { firstCell, historyOf, readHistory, readServers } from './read-history.ts'
import { thisServer } from './server.ts'
import { deleteOld } from './store.ts'

let db: TestDatabase
let now = new Date('2026-03-04T10:07:00Z')
const clock = () => now
const later = (seconds: number) => {
  now = new Date(now.getTime() + seconds * 1000)
}
let database: CheckStatus = 'ok'
const readiness = {
  async read(): Promise<HealthReport> {
    const result = { code: 'error' as const, values: {}, message: 'told', latencyMs: 1.5, checkedAt: now.toISOString() }
    return { status: 'ok', checks: { database: { ...result, status: database }, disk: { ...result, status: 'ok' } } }
  },
}
const open = (prisma = db.prisma) =>
  openHealthHistory({ db: { prisma }, readiness, server: thisServer('1.2.3', now), log: silentLogger, clock })

beforeAll(async () => {
  db = await createTestDatabase()
})
afterAll(() => db.drop())
beforeEach(async () => {
  now = new Date('2026-03-04T10:07:00Z')
  database = 'ok'
  await db.prisma.server.deleteMany()
})

describe('the history of health', () => {
  it('has the worst of each quarter hour of each check, and says where there is nothing', async () => {
    const history = open()
    await history.sample()
    later(60)
    database = 'failed'
    await history.sample()
    later(900)
    database = 'ok'
    await history.sample()
    const { from, checks } = await readHistory(db, now)
    expect(from).toBe('2026-03-03T10:30:00.000Z')
    expect(checks.database.worst.slice(-3)).toEqual([null, 'failed', 'ok'])
    expect(checks.database.samples.slice(-3)).toEqual([0, 2, 1])
    expect(checks.disk.worst.slice(-2)).toEqual(['ok', 'ok'])
    expect(new Set(checks.models.worst)).toEqual(new Set([null]))
    expect(checks.models.worst).toHaveLength(96)
  })

  it('has an outage of the database in it, once that is back', async () => {
    const wire = await openWire(db.url)
    const cut = openDatabase({ url: wire.url, connectTimeoutMs: 2000 })
    onTestFinished(async () => {
      await cut.close()
      await wire.close()
    })
    const idle = async (): Promise<Finding> => ({ status: 'off', code: 'error', values: {}, message: '' })
    const checks = Object.fromEntries(checkNames.map((name) => [name, idle])) as Record<CheckName, typeof idle>
    const asks = async (): Promise<Finding> => {
      await ping(cut, 1500)
      return { ...(await idle()), status: 'ok' }
    }
    // Time goes on only where the test says so, and each sample is a minute after the last.
    const real = openReadiness({ ...checks, database: asks }, { now: () => now.getTime(), clock })
    const history = openHealthHistory({
      db: cut,
      readiness: real,
      server: thisServer('1.2.3', now),
      log: silentLogger,
      clock,
    })
    await history.sample()
    wire.cut()
    for (let minute = 0; minute < 2; minute++) {
      later(60)
      await history.sample()
    }
    expect(history.waiting()).toBe(2 * checkNames.length)
    wire.mend()
    later(60)
    await history.sample()
    expect(history.waiting()).toBe(0)
    const rows = await db.prisma.healthSample.findMany({
      where: { check: 'database' },
      orderBy: { at: 'asc' },
      select: { status: true },
    })
    expect(rows.map(({ status }) => status)).toEqual(['ok', 'failed', 'failed', 'ok'])
    expect((await readHistory(db, now)).checks.database.worst.at(-1)).toBe('failed')
  })

  it('keeps a day of samples in memory at most', async () => {
    const history = open(
      new Proxy(db.prisma, {
        get() {
          throw new Error('the database is away')
        },
      }),
    )
    for (let n = 0; n < mostWaiting / 2 + 5; n++) await history.sample()
    expect(history.waiting()).toBe(mostWaiting)
  })

  it('forgets what is older than two days, what is too much, and servers long gone', async () => {
    const gone = open()
    await gone.sample()
    later(48 * 3600 + 1)
    const history = open()
    for (let n = 0; n < 4; n++) {
      later(60)
      await history.sample()
    }
    expect(await db.prisma.healthSample.count({ where: { serverId: gone.server.id } })).toBe(0)
    expect(await db.prisma.server.findMany({ select: { id: true } })).toEqual([{ id: history.server.id }])
    expect(await db.prisma.healthSample.count()).toBe(8)
    await deleteOld(db, now, 3)
    expect(await db.prisma.healthSample.count()).toBe(4)
  })

  it('knows the servers of the last minutes', async () => {
    const first = open()
    await first.sample()
    later(240)
    const second = open()
    await second.sample()
    expect((await readServers(db, now)).map(({ id }) => id)).toEqual([second.server.id, first.server.id])
    later(120)
    expect((await readServers(db, now)).map(({ id }) => id)).toEqual([second.server.id])
  })

  it('tells the log when the whole changes, and not while it stays', async () => {
    const lines: unknown[] = []
    const told = (fields: object) => lines.push(fields)
    const log = { ...silentLogger, info: told, warn: told }
    let status: HealthReport['status'] = 'ok'
    const changing = { read: async () => ({ ...(await readiness.read()), status }) }
    const history = openHealthHistory({ db, readiness: changing, server: thisServer('1.2.3', now), log, clock })
    await history.sample()
    status = 'failed'
    database = 'failed'
    await history.sample()
    await history.sample()
    status = 'ok'
    database = 'ok'
    await history.sample()
    expect(lines).toEqual([
      { status: 'failed', parts: ['database: failed'] },
      { status: 'ok', parts: [] },
    ])
  })

  it('samples about once a minute, spread', () => {
    expect([0, 0.5, 1].map(nextSampleMs)).toEqual([54_000, 60_000, 66_000])
  })

  it('ignores what does not belong into it', () => {
    const rows = [
      { check: 'gone', cell: 1, worst: 'ok' as const, samples: 1 },
      { check: 'disk', cell: 96, worst: 'ok' as const, samples: 1 },
    ]
    expect(new Set(historyOf(firstCell(now), rows).checks.disk.worst)).toEqual(new Set([null]))
  })
})
