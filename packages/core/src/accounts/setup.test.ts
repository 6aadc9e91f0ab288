import { createTestDatabase, type TestDatabase } from '@sarvanom/db/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openSecretBox } from '../secrets/index.ts'
import { openSignInLimits } from '../throttle/index.ts'
import { openPasswords, type Passwords } from './passwords/index.ts'
import { randomSetupCode, setUp, setupNeeded } from './setup.ts'

let db: TestDatabase
let passwords: Passwords
const setupCode = 'abcde-12345'
const person = { email: 'ada@example.org', password: 'correct-horse-battery-9', name: ' Ada ', setupCode }
const from = { address: '192.0.2.7' }
const context = () => ({
  db,
  clock: () => new Date(),
  setupCode,
  passwords,
  signInLimits: openSignInLimits({
    db,
    secretBox: openSecretBox('a secret of the tests, for them alone'),
    wait: async () => {},
  }),
})

beforeEach(async () => {
  db = await createTestDatabase()
  passwords = openPasswords({ threads: 2 })
})
afterEach(async () => {
  await passwords.close()
  await db.drop()
})

it('row 6: makes an administrator once, with the code', async () => {
  expect(await setupNeeded({ db })).toBe(true)
  const { id } = await setUp(context(), person, from)
  expect(await setupNeeded({ db })).toBe(false)
  expect(await db.prisma.user.findFirst({ where: { id } })).toMatchObject({
    roleName: 'administrator',
    name: 'Ada',
    emailVerifiedAt: expect.any(Date),
  })
  expect(await db.prisma.auditEvent.findMany()).toMatchObject([{ action: 'auth.setup', actorId: id, ...from }])
  await expect(setUp(context(), person, from)).rejects.toMatchObject({ code: 'CONFLICT' })
})

it('row 6: there is no account before', async () => {
  expect(await db.prisma.user.count()).toBe(0)
  expect(await db.prisma.credential.count()).toBe(0)
})

it('row 6: refuses a wrong code and names the field', async () => {
  await expect(setUp(context(), { ...person, setupCode: 'guess' }, from)).rejects.toMatchObject({
    code: 'FORBIDDEN',
    fields: [{ path: 'setupCode' }],
  })
  expect(await setupNeeded({ db })).toBe(true)
})

it('row 6: has one winner among 20 at once', async () => {
  const core = context()
  const attempts = Array.from({ length: 20 }, (_, i) =>
    setUp(core, { ...person, email: `racer${i}@example.org` }, from),
  )
  const results = await Promise.allSettled(attempts)
  const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []))
  expect(refusals).toEqual(Array.from({ length: 19 }, () => 'CONFLICT'))
  expect(await db.prisma.user.count()).toBe(1)
})

it('row 6: lets nobody guess the code at will', async () => {
  const core = context()
  const guesses = Array.from({ length: 120 }, () => setUp(core, { ...person, setupCode: 'guess' }, from))
  const codes = (await Promise.allSettled(guesses)).map((result) => result.status === 'rejected' && result.reason.code)
  expect(codes.filter((code) => code === 'FORBIDDEN')).toHaveLength(100)
  expect(codes.filter((code) => code === 'TOO_MANY_REQUESTS')).toHaveLength(20)
  await expect(setUp(core, person, from)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' })
  await expect(setUp(core, person, { address: '198.51.100.1' })).resolves.toBeDefined()
})

it('row 2: refuses a password that is easy to guess, and leaves the setup open', async () => {
  for (const password of ['password1', 'ada-example-2026']) {
    await expect(setUp(context(), { ...person, password }, from)).rejects.toMatchObject({
      code: 'UNPROCESSABLE_CONTENT',
      fields: [{ path: 'password' }],
    })
  }
  await expect(setUp(context(), person, from)).resolves.toBeDefined()
})

it('a random setup code has 80 bits in groups', () => {
  expect(randomSetupCode()).toMatch(/^[0-9a-f]{5}(-[0-9a-f]{5}){3}$/)
  expect(randomSetupCode()).not.toBe(randomSetupCode())
})
