import { actAs, asSystem } from '@sarvanom/db'
import { createTestDatabase, type TestDatabase } from '@sarvanom/db/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLogger } from '../telemetry/index.ts'
import { type MadeSearch, openSearchLog } from './search-log.ts'

let db: TestDatabase
let userId: string
const now = new Date('2026-11-25T12:00:00Z')
beforeEach(async () => {
  db = await createTestDatabase()
  userId = (await db.prisma.user.create({ data: { email: 'a@example.org', name: 'A', roleName: 'member' } })).id
})
afterEach(() => db.drop())

const open = () => openSearchLog({ db, log: silentLogger, clock: () => now })
const search = (changes: Partial<MadeSearch> = {}): MadeSearch => ({
  userId,
  at: now,
  collectionIds: ['c1'],
  query: 'How do "bees" sleep?\\',
  hits: 0,
  tookMs: 12.4,
  failedLanes: ['vector'],
  ...changes,
})
const stored = () => db.prisma.search.findMany({ orderBy: { at: 'asc' } })

describe('searches', () => {
  it('are kept as they were made, in whoever’s name they were', async () => {
    const log = open()
    actAs('somebody', () => log.record(search()))
    expect(await stored()).toEqual([])
    await log.flush()
    const { id: _id, ...kept } = (await stored())[0] ?? { id: '' }
    expect(kept).toEqual({ ...search(), tookMs: 12 })
  })

  it('are stored by themselves after a moment, more than one batch at once', async () => {
    const log = open()
    for (let n = 0; n < 450; n++) log.record(search({ hits: n }))
    while ((await stored()).length < 450) await new Promise((resolve) => setTimeout(resolve, 20))
    await log.stop()
    expect(await db.prisma.search.count()).toBe(450)
  })

  it('are stored when the server stops', async () => {
    const log = open()
    log.record(search())
    await log.stop()
    expect(await stored()).toHaveLength(1)
  })

  it('wait for a database that is away', async () => {
    await db.pool.query('ALTER TABLE searches RENAME TO away')
    const log = open()
    log.record(search())
    await log.flush()
    await db.pool.query('ALTER TABLE away RENAME TO searches')
    await log.stop()
    expect(await stored()).toHaveLength(1)
  })

  it('of who was deleted meanwhile are not kept, and do not keep others from it', async () => {
    const log = open()
    log.record(search({ userId: 'gone' }))
    log.record(search())
    await log.stop()
    expect(await stored()).toMatchObject([{ userId }])
  })

  it('are kept for 90 days, and go with the account', async () => {
    const log = open()
    const old = (days: number) => new Date(now.getTime() - days * 86_400_000 - 1000)
    for (const days of [0, 89, 90, 300]) log.record(search({ at: old(days) }))
    await log.flush()
    await log.deleteExpired()
    expect((await stored()).map(({ at }) => at)).toEqual([old(89), old(0)])
    await db.prisma.user.deleteMany({ where: { id: userId } })
    expect(await stored()).toEqual([])
  })

  it('are read by nobody else', async () => {
    const log = open()
    log.record(search())
    await log.stop()
    expect(await actAs('somebody', () => db.prisma.search.count())).toBe(0)
    expect(await actAs(userId, () => db.prisma.search.count())).toBe(1)
    expect(await asSystem(() => db.prisma.search.count())).toBe(1)
  })
})
