import { afterAll, beforeAll, expect, test } from 'vitest'
import { ping } from './database.ts'
import { createTestDatabase, type TestDatabase } from './testing/index.ts'

let db: TestDatabase

beforeAll(async () => {
  db = await createTestDatabase()
})
afterAll(() => db.drop())

test('prisma uses our pool', async () => {
  await db.prisma.$queryRaw`select 1`
  expect(db.pool.totalCount).toBe(1)
})

test('ping measures an answer', async () => {
  expect(await ping(db, 1000)).toBeGreaterThan(0)
})
