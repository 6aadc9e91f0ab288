import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { isConnectionError, isUniqueViolation } from './errors.ts'
import { backoffMs, withRetries } from './retry.ts'
import { createTestDatabase, type TestDatabase } from './testing/index.ts'
import { inTransaction, retryRead, type Transaction } from './transaction.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await createTestDatabase()
  await db.pool.query('create table counters (id int primary key, n int not null)')
})
afterAll(() => db.drop())
beforeEach(async () => {
  await db.pool.query('truncate counters')
  await db.pool.query('insert into counters values (1, 0), (2, 0)')
})

const value = async (id = 1) => (await db.pool.query('select n from counters where id = $1', [id])).rows[0]?.n
const add = (transaction: Transaction, id = 1) =>
  transaction.$executeRaw`update counters set n = n + 1 where id = ${id}`
const endOwnSession = async (transaction: Transaction) => {
  const [row] = await transaction.$queryRaw<{ pid: number }[]>`select pg_backend_pid() as pid`
  await db.pool.query('select pg_terminate_backend($1)', [row?.pid])
  await sleep(50)
}

test('commits, and gives back what the work returned', async () => {
  expect(await inTransaction(db, async (transaction) => (await add(transaction)) + 41)).toBe(42)
  expect(await value()).toBe(1)
})

test('an error undoes everything and is thrown as it was', async () => {
  const error = new Error('no')
  const work = inTransaction(db, async (transaction) => {
    await add(transaction)
    throw error
  })
  await expect(work).rejects.toBe(error)
  expect(await value()).toBe(0)
})

test('transactions that read and write the same row all get through', async () => {
  const increment = (transaction: Transaction) =>
    transaction.$queryRaw<{ n: number }[]>`select n from counters where id = 1`.then(
      ([row]) => transaction.$executeRaw`update counters set n = ${(row?.n ?? 0) + 1} where id = 1`,
    )
  const options = { isolation: 'Serializable', retries: 30 } as const
  await Promise.all(Array.from({ length: 5 }, () => inTransaction(db, increment, options)))
  expect(await value()).toBe(5)
})

test('of two that wait for each other one is done again', async () => {
  const both = (first: number, second: number) =>
    inTransaction(db, async (transaction) => {
      await add(transaction, first)
      await sleep(100)
      await add(transaction, second)
    })
  await Promise.all([both(1, 2), both(2, 1)])
  expect([await value(1), await value(2)]).toEqual([2, 2])
})

test('a connection lost in the middle is survived, with one effect', async () => {
  let attempts = 0
  await inTransaction(db, async (transaction) => {
    attempts += 1
    await add(transaction)
    if (attempts === 1) await endOwnSession(transaction)
    await add(transaction, 2)
  })
  expect([attempts, await value(1), await value(2)]).toEqual([2, 1, 1])
})

test('a connection found dead before the commit is sent is survived too', async () => {
  let attempts = 0
  await inTransaction(db, async (transaction) => {
    attempts += 1
    await add(transaction)
    if (attempts === 1) await endOwnSession(transaction)
  })
  expect([attempts, await value()]).toEqual([2, 1])
})

test('a connection lost during the commit is reported, unless the work is idempotent', async () => {
  // a deferred trigger ends the session while it commits
  await db.pool.query(`create or replace function cut() returns trigger language plpgsql as $$ begin
    if exists (select from counters where id = 2 and n = 0) then perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(1); end if;
    return null; end $$`)
  await db.pool.query(
    'create constraint trigger cut after update of n on counters deferrable initially deferred for each row when (new.id = 1) execute function cut()',
  )
  let attempts = 0
  const work = async (transaction: Transaction) => {
    attempts += 1
    await add(transaction)
    if (attempts === 3) await db.pool.query('update counters set n = 1 where id = 2')
  }
  await expect(inTransaction(db, work)).rejects.toSatisfy(isConnectionError)
  expect(attempts).toBe(1)
  await inTransaction(db, work, { idempotent: true })
  expect([attempts, await value()]).toEqual([3, 1])
  await db.pool.query('drop trigger cut on counters')
})

test('an error that repetition would not mend is not repeated', async () => {
  let attempts = 0
  const work = inTransaction(db, async (transaction) => {
    attempts += 1
    await transaction.$executeRaw`insert into counters values (1, 1)`
  })
  await expect(work).rejects.toSatisfy((error) => isUniqueViolation(error))
  expect(attempts).toBe(1)
})

test('work that takes longer than it may is ended and undone', async () => {
  const work = inTransaction(
    db,
    async (transaction) => {
      await add(transaction)
      await sleep(400)
      await add(transaction)
    },
    { timeoutMs: 200 },
  )
  await expect(work).rejects.toThrow(/expired transaction|already closed/)
  expect(await value()).toBe(0)
})

test('reads of several statements are repeated when the connection is lost', async () => {
  let attempts = 0
  const read = await retryRead(db, async ({ prisma }) => {
    attempts += 1
    const roles = await prisma.role.count()
    if (attempts === 1) await prisma.$executeRaw`do $$ begin perform pg_terminate_backend(pg_backend_pid()); end $$`
    return roles
  })
  expect(read).toBe(4)
  expect(attempts).toBe(2)
})

test('repetition ends after the retries and the time that were allowed', async () => {
  let attempts = 0
  const fail = async (ms: number) => {
    attempts += 1
    await sleep(ms)
    throw new Error('again')
  }
  await expect(
    withRetries(
      () => fail(0),
      () => true,
      { retries: 2 },
    ),
  ).rejects.toThrow('again')
  expect(attempts).toBe(3)
  await expect(
    withRetries(
      () => fail(50),
      () => true,
      { retries: 9, withinMs: 20 },
    ),
  ).rejects.toThrow('again')
  expect(attempts).toBe(5)
})

test('waits grow, are jittered, and stay under the limit', () => {
  const longest = (attempt: number) => backoffMs(attempt, { random: () => 1 })
  expect([1, 2, 3, 10].map(longest)).toEqual([20, 40, 80, 500])
  expect(backoffMs(5, { random: () => 0 })).toBe(0)
})
