import { createHash } from 'node:crypto'
import { createTestDatabase, type TestDatabase } from '@sarvanom/db/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { logIn, openSessions, setUp, setupNeeded } from './index.ts'

let db: TestDatabase
let now: Date
const clock = () => now
const person = { email: 'ada@example.org', password: 'correct-horse-battery-9', name: 'Ada' }
const setupCode = 'abcde-12345'
const cookieOf = (setCookie: string) => setCookie.split(';')[0] ?? ''

beforeEach(async () => {
  db = await createTestDatabase()
  now = new Date()
})
afterEach(() => db.drop())

describe('setup', () => {
  it('makes an administrator once, with the code', async () => {
    expect(await setupNeeded({ db })).toBe(true)
    const { id } = await setUp({ db, setupCode }, { ...person, setupCode }, {})
    expect(await setupNeeded({ db })).toBe(false)
    expect(await db.prisma.user.findUnique({ where: { id } })).toMatchObject({ roleName: 'administrator' })
    await expect(setUp({ db, setupCode }, { ...person, setupCode }, {})).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('refuses a wrong code and names the field', async () => {
    await expect(setUp({ db, setupCode }, { ...person, setupCode: 'guess' }, {})).rejects.toMatchObject({
      code: 'FORBIDDEN',
      fields: [{ path: 'setupCode' }],
    })
    expect(await setupNeeded({ db })).toBe(true)
  })

  it('has one winner among 20 at once', async () => {
    const attempts = Array.from({ length: 20 }, (_, i) =>
      setUp({ db, setupCode }, { ...person, email: `racer${i}@example.org`, setupCode }, {}),
    )
    const results = await Promise.allSettled(attempts)
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
    expect(await db.prisma.user.count()).toBe(1)
  })
})

describe('login', () => {
  beforeEach(() => setUp({ db, setupCode }, { ...person, setupCode }, {}))

  it('accepts the password and nothing else', async () => {
    await expect(logIn({ db }, person, {})).resolves.toMatchObject({ id: expect.any(String) })
    const wrong = logIn({ db }, { ...person, password: 'something else' }, {}).catch((error: Error) => error.message)
    const unknown = logIn({ db }, { ...person, email: 'nobody@example.org' }, {}).catch((error: Error) => error.message)
    expect(await wrong).toBe(await unknown)
  })

  it('stores the password as Argon2id with at least 19 MiB and two passes', async () => {
    const { secretHash } = await db.prisma.credential.findFirstOrThrow()
    expect(secretHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  it('refuses a disabled account', async () => {
    await db.prisma.user.updateMany({ data: { disabledAt: new Date() } })
    await expect(logIn({ db }, person, {})).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  })
})

describe('sessions', () => {
  const open = () => openSessions({ db, clock, publicUrl: new URL('https://docs.example.org') })
  let userId: string
  beforeEach(async () => {
    userId = (await setUp({ db, setupCode }, { ...person, setupCode }, {})).id
  })

  it('are kept in a cookie that scripts and other sites cannot use', async () => {
    const header = await open().create(userId, 'Firefox')
    expect(header).toMatch(/^__Host-sarvanom=/)
    for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/']) expect(header).toContain(attribute)
  })

  it('are stored as hashes only', async () => {
    const cookie = cookieOf(await open().create(userId, undefined))
    const id = cookie.split('=')[1] ?? ''
    const rows = await db.prisma.session.findMany()
    expect(JSON.stringify(rows)).not.toContain(id)
    expect(rows[0]?.idHash).toBe(createHash('sha256').update(id).digest('hex'))
  })

  it('tell who is signed in until they are ended', async () => {
    const sessions = open()
    const cookie = cookieOf(await sessions.create(userId, undefined))
    expect(await sessions.read(cookie)).toMatchObject({
      user: { email: person.email, role: 'administrator' },
      actor: { userId },
    })
    await sessions.end(cookie)
    expect(await sessions.read(cookie)).toBeUndefined()
  })

  it('end at once when the account is disabled', async () => {
    const sessions = open()
    const cookie = cookieOf(await sessions.create(userId, undefined))
    await db.prisma.user.update({ where: { id: userId }, data: { disabledAt: new Date() } })
    expect(await sessions.read(cookie)).toBeUndefined()
  })

  it('never outlive their absolute limit, however much they are used', async () => {
    const sessions = open()
    await sessions.create(userId, undefined)
    await db.prisma.session.updateMany({
      data: { endsAt: new Date(Date.now() + 1000), expiresAt: new Date(Date.now() + 900) },
    })
    const [row] = await db.prisma.session.findMany()
    expect(row?.expiresAt.getTime()).toBeLessThanOrEqual(row?.endsAt.getTime() ?? 0)
    await expect(db.prisma.session.updateMany({ data: { expiresAt: new Date(Date.now() + 5000) } })).rejects.toThrow()
  })
})
