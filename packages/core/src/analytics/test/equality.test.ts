import { afterEach, expect, it, vi } from 'vitest'
import { rollUp } from '../rollup.ts'
import { expectEqual } from './compare.ts'
import { makeWorld, type World } from './world.ts'

vi.setConfig({ testTimeout: 240_000 })

let world: World
afterEach(() => world.db.drop())

// Where and when the clock is set, and zones that are no whole hours from UTC.
const changes = [
  { timeZone: 'Europe/Berlin', around: '2026-03-29T01:00:00Z' },
  { timeZone: 'America/Havana', around: '2026-11-01T05:00:00Z' },
  { timeZone: 'Australia/Lord_Howe', around: '2026-04-04T15:00:00Z' },
  { timeZone: 'Asia/Kathmandu', around: '2026-06-30T18:15:00Z' },
  { timeZone: 'America/Santiago', around: '2026-09-06T04:00:00Z' },
]
const dayMs = 86_400_000
const later = new Date('2027-03-01T00:00:00Z')

it.each(changes)('figures equal the rows at every moment, in $timeZone', async ({ timeZone, around }) => {
  const moment = new Date(around)
  world = await makeWorld(changes.findIndex((one) => one.timeZone === timeZone) + 1, moment)
  const { db, users, collections, documents, random } = world
  const date = (days: number) => new Date(moment.getTime() + days * dayMs).toISOString().slice(0, 10)
  const short = { from: date(-2), to: date(3), timeZone }
  const long = { from: date(-44), to: date(40), timeZone }
  const filters = [
    short,
    // With the whole of a year in it.
    { from: '2025-12-05', to: '2027-01-20', timeZone },
    { ...long, collectionId: collections[0] },
    { ...long, userId: users[1] },
    { ...long, userId: users[2], collectionId: collections[1] },
  ]
  const all = () => expectEqual(world, later, filters)
  const marks = () => db.prisma.bucketMark.count()

  await all()
  await rollUp({ db, clock: () => later })
  expect(await marks()).toBe(0)
  expect(await db.prisma.questionBucket.count()).toBeGreaterThan(0)
  expect(await db.prisma.documentSum.count({ where: { months: 1 } })).toBeGreaterThan(0)
  expect(await db.prisma.documentSum.count({ where: { months: 12 } })).toBeGreaterThan(0)
  await all()

  const queries = await db.prisma.query.findMany({ select: { id: true, userId: true, createdAt: true } })
  const some = () => random.of(queries)
  await db.prisma.query.deleteMany({ where: { id: { in: [some().id, some().id, some().id] } } })
  await db.prisma.feedback.updateMany({ where: { rating: 'up', userId: users[1] ?? '' }, data: { rating: 'down' } })
  await db.prisma.feedback.deleteMany({ where: { userId: users[2] ?? '' } })
  await db.prisma.document.deleteMany({ where: { id: documents.shift()?.id ?? '' } })
  for (let n = 0; n < 5; n++) await world.ask()
  const left = await db.prisma.query.findFirst({ where: { runs: { every: { completedAt: { not: null } } } } })
  if (left) await world.runAgain(left.id, 9, world.instant())
  expect(await marks()).toBeGreaterThan(0)
  await all()

  await rollUp({ db, clock: () => later })
  await db.prisma.user.deleteMany({ where: { id: users[3] ?? '' } })
  expect(await marks()).toBeGreaterThan(0)
  await expectEqual(world, later, [long])
  await rollUp({ db, clock: () => later })
  await expectEqual(world, later, [long])
})
