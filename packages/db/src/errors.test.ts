import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from './database.ts'
import {
  isCheckViolation,
  isConnectionError,
  isDiskFull,
  isForeignKeyViolation,
  isInvalidText,
  isPoolExhausted,
  isRecordMissing,
  isSerializationFailure,
  isTimeout,
  isUniqueViolation,
  sqlStateOf,
} from './errors.ts'
import { createTestDatabase, type TestDatabase } from './testing/index.ts'

let db: TestDatabase
const user = { email: 'ada@example.org', name: 'Ada', roleName: 'member' }
const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )
const raise = (state: string) => `do $$ begin raise exception 'x' using errcode = '${state}'; end $$`

beforeAll(async () => {
  db = await createTestDatabase({ statementTimeoutMs: 1_000, connectTimeoutMs: 400, poolSize: 1 })
  await db.prisma.user.create({ data: user })
})
afterAll(() => db.drop())

describe('through Prisma', () => {
  test('a key that exists, with the name of its constraint', async () => {
    const error = await errorOf(db.prisma.user.create({ data: user }))
    expect(isUniqueViolation(error)).toBe(true)
    expect(isUniqueViolation(error, 'users_email_key')).toBe(true)
    expect(isUniqueViolation(error, 'users_pkey')).toBe(false)
    expect(isForeignKeyViolation(error)).toBe(false)
    expect(isConnectionError(error)).toBe(false)
  })

  test('a reference to nothing', async () => {
    const error = await errorOf(db.prisma.user.create({ data: { ...user, email: 'b@example.org', roleName: 'none' } }))
    expect(isForeignKeyViolation(error, 'users_role_name_fkey')).toBe(true)
    expect(isForeignKeyViolation(error, 'other')).toBe(false)
  })

  test('a row that is still referred to', async () => {
    const error = await errorOf(db.prisma.role.delete({ where: { name: 'member' } }))
    expect(isForeignKeyViolation(error, 'users_role_name_fkey')).toBe(true)
  })

  test('a row that a check refuses', async () => {
    const error = await errorOf(db.prisma.user.create({ data: { ...user, email: 'b@example.org', name: ' ' } }))
    expect(isCheckViolation(error, 'users_name_not_blank')).toBe(true)
    expect(isCheckViolation(error, 'users_email_normal')).toBe(false)
  })

  test('a row that is not there', async () => {
    expect(isRecordMissing(await errorOf(db.prisma.user.update({ where: { id: 'x' }, data: { name: 'y' } })))).toBe(
      true,
    )
  })

  test('text with NUL, and lone surrogates in JSON', async () => {
    const text = await errorOf(db.prisma.user.create({ data: { ...user, email: 'b@example.org', name: 'a\0b' } }))
    expect(isInvalidText(text)).toBe(true)
    for (const value of ['a\0b', 'a\ud800b']) {
      expect(isInvalidText(await errorOf(db.prisma.setting.create({ data: { key: 'k', value: { value } } })))).toBe(
        true,
      )
    }
  })

  test('a statement that takes too long', async () => {
    expect(isTimeout(await errorOf(db.prisma.$queryRaw`select pg_sleep(5)`))).toBe(true)
  })

  test('a full disk, a lost race and a deadlock', async () => {
    expect(isDiskFull(await errorOf(db.prisma.$executeRawUnsafe(raise('53100'))))).toBe(true)
    expect(isSerializationFailure(await errorOf(db.prisma.$executeRawUnsafe(raise('40001'))))).toBe(true)
    expect(isSerializationFailure(await errorOf(db.prisma.$executeRawUnsafe(raise('40P01'))))).toBe(true)
  })

  test('a connection that the server ended', async () => {
    const error = await errorOf(
      db.prisma.$executeRaw`do $$ begin perform pg_terminate_backend(pg_backend_pid()); end $$`,
    )
    expect(isConnectionError(error)).toBe(true)
  })

  test('no connection to be had', async () => {
    const client = await db.pool.connect()
    const errors = [
      await errorOf(db.prisma.user.count()),
      await errorOf(db.prisma.$transaction((transaction) => transaction.user.count())),
    ]
    client.release()
    expect(errors.map(isPoolExhausted)).toEqual([true, true])
    expect(errors.map(isConnectionError)).toEqual([false, false])
  })

  test('no server', async () => {
    for (const url of ['postgresql://x@127.0.0.1:1/x', 'postgresql://x@localhost/x?host=/nowhere']) {
      const gone = openDatabase({ url, connectTimeoutMs: 400 })
      expect(isConnectionError(await errorOf(gone.prisma.user.count()))).toBe(true)
      expect(isConnectionError(await errorOf(gone.prisma.$transaction((t) => t.user.count())))).toBe(true)
      await gone.close()
    }
  })
})

test('errors of the pool itself are read the same way', async () => {
  const insert = `insert into users (id, email, name, role_name, updated_at) values ('1', 'ada@example.org', 'A', $1, now())`
  expect(isUniqueViolation(await errorOf(db.pool.query(insert, ['member'])), 'users_email_key')).toBe(true)
  expect(sqlStateOf(await errorOf(db.pool.query('select 1/0')))).toBe('22012')
  expect(isInvalidText(await errorOf(db.pool.query('select $1::text', ['\0'])))).toBe(true)
})

test.each([undefined, null, 'text', 7, {}, new Error('no'), Object.assign(new Error('x'), { cause: 1 })])(
  '%s is none of them',
  (error) => {
    for (const is of [isUniqueViolation, isConnectionError, isTimeout, isDiskFull, isInvalidText, isPoolExhausted]) {
      expect(is(error)).toBe(false)
    }
  },
)

test('an error that refers to itself is read to an end', () => {
  const error = new Error('round')
  error.cause = error
  expect(isConnectionError(error)).toBe(false)
})
