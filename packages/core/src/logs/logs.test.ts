import { actAs, openDatabase } from '@sarvanom/db'
import { createTestDatabase, type TestDatabase } from '@sarvanom/db/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deleteOldLogs, type LogStore, listLogs, openLogStore } from './index.ts'
import { type ListLogsInput, listLogsSchema } from './schema.ts'

let db: TestDatabase
let store: LogStore
let now = new Date('2026-03-01T12:00:30Z')
const clock = () => now

beforeEach(async () => {
  now = new Date('2026-03-01T12:00:30Z')
  db = await createTestDatabase()
  store = openLogStore({ serverId: 'here-1', clock })
})
afterEach(async () => {
  await store.close()
  await db.drop()
})

const line = (fields: object = {}) => JSON.stringify({ level: 'warn', time: now.toISOString(), msg: 'slow', ...fields })
const listed = async (filter: Partial<ListLogsInput> = {}) =>
  (await listLogs({ db }, listLogsSchema.parse(filter))).items
const patient = { timeout: 60_000 }

describe('warnings and errors', () => {
  it('are written afterwards, with what was under way, and read newest first', async () => {
    store.write(line({ requestId: 'r1', traceId: 't1', actor: 'abc', ms: 5 }))
    const err = { type: 'Error', message: 'outer', at: ['a (b.ts:1)'], cause: { type: 'TypeError', message: 'inner' } }
    now = new Date(now.getTime() + 1000)
    store.write(line({ level: 'fatal', msg: 'half \ud800 and \0', runId: 'run1', err }))
    store.write(line({ level: 'info', msg: 'not for this list' }))
    store.open(db)
    await expect.poll(() => listed(), patient).toHaveLength(2)
    const none = { requestId: null, runId: null, traceId: null }
    expect(await listed()).toEqual([
      {
        ...none,
        id: expect.any(String),
        at: '2026-03-01T12:00:31.000Z',
        level: 'fatal',
        message: 'half \ufffd and \ufffd',
        fields: {},
        error: { ...err, cause: { ...err.cause, at: [] } },
        runId: 'run1',
        serverId: 'here-1',
      },
      {
        ...none,
        id: expect.any(String),
        at: '2026-03-01T12:00:30.000Z',
        level: 'warn',
        message: 'slow',
        fields: { actor: 'abc', ms: 5 },
        error: null,
        requestId: 'r1',
        traceId: 't1',
        serverId: 'here-1',
      },
    ])
  })

  it('are found by level, period, part of the message and whole id, a page at a time', async () => {
    store.open(db)
    for (let n = 0; n < 12; n++) {
      now = new Date(Date.parse('2026-03-01T12:00:00Z') + n * 1000)
      store.write(
        line({ level: n % 3 === 0 ? 'error' : 'warn', msg: `100% of ${n}`, traceId: `trace${n}`, runId: 'a' }),
      )
    }
    await expect.poll(() => listed(), patient).toHaveLength(12)
    expect(await listed({ level: 'error' })).toHaveLength(4)
    expect(await listed({ from: '2026-03-01T12:00:02Z', to: '2026-03-01T12:00:04Z' })).toHaveLength(2)
    expect(await listed({ search: ' 0% OF 1 ' })).toHaveLength(3)
    expect(await listed({ search: '0_' })).toEqual([])
    expect((await listed({ search: 'trace3' })).map((entry) => entry.message)).toEqual(['100% of 3'])
    expect(await listed({ search: 'trace' })).toEqual([])
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listLogs({ db }, listLogsSchema.parse({ limit: 5, cursor, search: 'of' }))
      seen.push(...page.items.map((entry) => entry.message))
      cursor = page.nextCursor
    } while (cursor)
    expect(seen).toEqual(Array.from({ length: 12 }, (_, n) => `100% of ${11 - n}`))
  })

  it('beyond what a minute may hold are left out and counted', async () => {
    store.open(db)
    for (let n = 0; n < 350; n++) store.write(line())
    await expect.poll(() => db.prisma.logEntry.count(), patient).toBe(300)
    now = new Date(now.getTime() + 60_000)
    store.write(line({ msg: 'the next minute' }))
    await expect.poll(() => db.prisma.logEntry.count(), patient).toBe(302)
    const [summary] = await listed({ search: 'too many' })
    expect(summary?.fields).toEqual({ leftOut: 50 })
  })

  it('wait for a database that is away, as many as fit, and tell how many did not', async () => {
    const admin = openDatabase({ url: db.url.replace(/\/[^/?]+(\?|$)/, '/postgres$1'), poolSize: 1 })
    const name = new URL(db.url.replace('postgresql://', 'http://')).pathname.slice(1)
    try {
      await admin.pool.query(`alter database "${name}" with allow_connections false`)
      await admin.pool.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])
      store.open(db)
      for (let minute = 0; minute < 5; minute++) {
        for (let n = 0; n < 300; n++) store.write(line())
        now = new Date(now.getTime() + 60_000)
      }
      // Long enough for it to have tried.
      await new Promise((resolve) => setTimeout(resolve, 1500))
    } finally {
      await admin.pool.query(`alter database "${name}" with allow_connections true`)
      await admin.close()
    }
    await expect.poll(() => db.prisma.logEntry.count(), patient).toBe(1001)
    expect((await listed({ search: 'too many' }))[0]?.fields).toEqual({ leftOut: 500 })
  })

  it('are read by the system alone', async () => {
    store.open(db)
    store.write(line())
    await expect.poll(() => listed(), patient).toHaveLength(1)
    expect(await actAs('somebody', () => db.prisma.logEntry.count())).toBe(0)
  })

  it('go when they are old, or more than anybody reads', async () => {
    const entry = { level: 40, message: 'm', serverId: 's' }
    const ago = (days: number, n = 0) => ({ ...entry, at: new Date(now.getTime() - days * 86_400_000 - n) })
    await db.prisma.logEntry.createMany({
      data: [ago(15), ago(20), ...Array.from({ length: 10 }, (_, n) => ago(1, n))],
    })
    await deleteOldLogs({ db, clock })
    expect(await db.prisma.logEntry.count()).toBe(10)
    await deleteOldLogs({ db, clock }, 4)
    expect(await db.prisma.logEntry.count()).toBe(4)
  })
})
