import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { actAs } from './actor.ts'
import { openDatabase } from './database.ts'
import { isConnectionError } from './errors.ts'
import type { StatementFact } from './observer.ts'
import { isRepeatableRead } from './pool.ts'
import { createTestDatabase, type TestDatabase } from './testing/index.ts'
import { ping, withinTime } from './within-time.ts'

async function testDatabase(options?: Parameters<typeof createTestDatabase>[0]): Promise<TestDatabase> {
  const db = await createTestDatabase(options)
  onTestFinished(() => db.drop())
  return db
}

/** Ends every connection to the database but the one that does it. */
const cutConnections = (db: TestDatabase) =>
  db.pool.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  )

test('prisma and our own statements share one pool', async () => {
  const db = await testDatabase({ poolSize: 3 })
  await db.prisma.$queryRaw`select 1`
  await db.pool.query('select 1')
  expect(db.pool.totalCount).toBe(1)
  await Promise.all(Array.from({ length: 10 }, () => db.prisma.$executeRaw`select pg_sleep(0.05)`))
  expect(db.pool.totalCount).toBe(3)
})

test('the server is told the limits of every session', async () => {
  const db = await testDatabase({ statementTimeoutMs: 7_000, applicationName: 'limits' })
  const names = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'application_name']
  const { rows } = await db.pool.query(`select name, setting from pg_settings where name = any($1)`, [names])
  expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
    statement_timeout: '7000',
    lock_timeout: '7000',
    idle_in_transaction_session_timeout: '60000',
    application_name: 'limits',
  })
})

test('reads do not notice that their connections are ended while they run', async () => {
  const db = await testDatabase({ poolSize: 4 })
  let stop = false
  let reads = 0
  const reader = async () => {
    while (!stop) {
      await db.prisma.role.findMany()
      reads += 1
    }
  }
  const readers = [reader(), reader(), reader()]
  for (let round = 0; round < 5; round++) {
    await sleep(50)
    await cutConnections(db)
  }
  stop = true
  await Promise.all(readers)
  expect(reads).toBeGreaterThan(10)
})

test('a write whose connection is ended fails and is not done again', async () => {
  const db = await testDatabase()
  await db.pool.query('create sequence times')
  const statement = `do $$ begin perform nextval('times'), pg_terminate_backend(pg_backend_pid()); end $$`
  await expect(db.pool.query(statement)).rejects.toSatisfy(isConnectionError)
  expect((await db.pool.query('select last_value, is_called from times')).rows).toEqual([
    { last_value: '1', is_called: true },
  ])
})

test('losing connections that are idle or checked out does not disturb the process', async () => {
  const db = await testDatabase()
  const client = await db.pool.connect()
  const other = await db.pool.connect()
  other.release()
  await cutConnections(db)
  await sleep(100)
  client.release()
  expect(await db.prisma.role.count()).toBeGreaterThan(0)
})

test('a connection that comes back in the middle of a transaction is thrown away', async () => {
  const db = await testDatabase({ poolSize: 1 })
  const client = await db.pool.connect()
  await client.query('begin')
  await client.query(`delete from roles where name = 'viewer'`)
  client.release()
  expect(await db.prisma.role.count({ where: { name: 'viewer' } })).toBe(1)
})

test('ping measures an answer', async () => {
  expect(await ping(await testDatabase(), 1_000)).toBeGreaterThan(0)
})

test('ping fails in time when no connection is to be had, and when there is no server', async () => {
  const db = await testDatabase({ poolSize: 1 })
  const client = await db.pool.connect()
  await expect(ping(db, 100)).rejects.toThrow('The database did not answer within 100 ms')
  client.release()
  const gone = openDatabase({ url: 'postgresql://x@127.0.0.1:1/x' })
  await expect(ping(gone, 1_000)).rejects.toThrow()
  await gone.close()
})

test('what takes too long is cut with its connection, and nothing is left waiting', async () => {
  const db = await testDatabase({ poolSize: 2 })
  const tooLong = () => withinTime(db, 100, (client) => client.query('select pg_sleep(60)'))
  await expect(tooLong()).rejects.toThrow('The database did not answer within 100 ms')
  await expect(tooLong()).rejects.toThrow('The database did not answer within 100 ms')
  await expect.poll(() => db.pool.totalCount).toBe(0)
  expect(await ping(db, 10_000)).toBeGreaterThan(0)
})

test('close may be called twice, ends what is under way after a while, and nothing works afterwards', async () => {
  const db = await createTestDatabase()
  const slow = db.pool.query('do $$ begin perform pg_sleep(20); end $$').catch((error: Error) => error)
  await sleep(50)
  await Promise.all([db.close(), db.close()])
  expect(await slow).toBeInstanceOf(Error)
  await expect(db.prisma.role.count()).rejects.toThrow()
  await db.drop()
})

test.each([
  ['SELECT 1', true],
  ['  select * from a', true],
  ['SELECT "a" FROM "b" WHERE "c" = $1 LIMIT $2 OFFSET $3', true],
  ['select * from a for update', false],
  ['select * from a FOR NO KEY UPDATE skip locked', false],
  ['select * from a for share', false],
  ['select pg_advisory_xact_lock(1)', false],
  ['insert into a values (1)', false],
  ['with x as (delete from a returning *) select * from x', false],
  ['update a set b = (select 1)', false],
  ['', false],
])('%s can be repeated: %s', (text, repeatable) => {
  expect(isRepeatableRead(text)).toBe(repeatable)
})

test('who asked stands in the stack of an error, with and without an observer', async () => {
  for (const observer of [{}, { statement: () => {} }]) {
    const db = await testDatabase({ observer })
    async function whoAsked() {
      const client = await db.pool.connect()
      try {
        await client.query('select 1/0')
      } finally {
        client.release()
      }
    }
    const error = await whoAsked().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: '22012', stack: expect.stringContaining('whoAsked') })
  }
})

test('an observer hears of statements, waits and retries, and of no value', async () => {
  const facts: StatementFact[] = []
  const waits: number[] = []
  const retries: string[] = []
  const db = await testDatabase({
    poolSize: 1,
    observer: {
      statement: (fact) => facts.push(fact),
      waited: (ms) => waits.push(ms),
      retried: (reason) => retries.push(reason),
    },
  })
  await db.pool.query('select $1::text', ['a value of its own'])
  await actAs('ada', () => db.prisma.user.findMany({ where: { name: 'somebody' }, select: { id: true } }))
  await expect(db.pool.query('select 1/0')).rejects.toThrow()
  expect(facts.map(({ text, failed, actor }) => ({ text, failed, actor }))).toEqual(
    expect.arrayContaining([
      { text: 'select $1::text', failed: false, actor: undefined },
      { text: 'select 1/0', failed: true, actor: undefined },
      { text: expect.stringContaining('"public"."users"'), failed: false, actor: 'ada' },
    ]),
  )
  expect(JSON.stringify(facts)).not.toMatch(/a value of its own|somebody/)
  expect(facts.every(({ ms }) => ms >= 0)).toBe(true)
  expect(waits.length).toBeGreaterThanOrEqual(3)

  const other = await testDatabase()
  const { rows } = await db.pool.query('select pg_backend_pid() as pid')
  await other.pool.query('select pg_terminate_backend($1)', [rows[0].pid])
  await db.pool.query('select 1')
  expect(retries.every((reason) => reason === 'connection')).toBe(true)
})
