import { hash } from '@node-rs/argon2'
import { createTestDatabase, type TestDatabase } from '@sarvanom/db/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Caller, deviceOfCookies, forgetDevices, openPasswords, rememberDevice } from '../accounts/index.ts'
import { openSecretBox } from '../secrets/index.ts'
import { modelSettingsSchema, signInSettingsSchema } from '../settings/schema.ts'
import { openMetrics } from '../telemetry/index.ts'
import { limits, openSignInLimits } from '../throttle/index.ts'
import { checkCredentials, type SignInContext } from './login.ts'

const person = { email: 'ada@example.org', password: 'correct-horse-battery-9' }
const wrong = { ...person, password: 'something else' }
const unknown = { ...person, email: 'nobody@example.org' }

let db: TestDatabase
let core: SignInContext
let now: Date
let emailVerification: boolean
let userId: string

const caller = (changes: Partial<Caller> = {}): Caller => ({
  cookies: '',
  authorization: undefined,
  userAgent: 'test',
  address: '192.0.2.7',
  ...changes,
})
const open = (): SignInContext => {
  const secretBox = openSecretBox('a secret of the tests, for them alone')
  const view = () => ({
    signIn: signInSettingsSchema.parse({ emailVerification }),
    models: modelSettingsSchema.parse({}),
    logging: { level: null },
    mail: { configured: false, from: null },
  })
  return {
    db,
    clock: () => now,
    publicUrl: 'http://localhost:3000',
    secretBox,
    passwords: openPasswords({ threads: 2 }),
    metrics: openMetrics(),
    signInLimits: openSignInLimits({ db, secretBox, wait: async () => {} }),
    mailVerification() {},
    settings: { get: async () => view() },
  }
}
const outcome = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'in',
    ({ code, message, fields, retryAfter }) => ({ code, message, fields, ...(retryAfter ? { retryAfter: true } : {}) }),
  )
const codesOf = async (attempts: Promise<unknown>[]) =>
  (await Promise.all(attempts.map(outcome))).map((result) => (typeof result === 'string' ? result : result.code))
const count = (codes: unknown[], code: string) => codes.filter((one) => one === code).length
/** Signs in with a browser, as the API does. @returns its Cookie header */
const signInWith = async (cookies = '') => {
  await checkCredentials(core, person, caller({ cookies }))
  return (await rememberDevice(core, { userId, cookies })).split(';')[0] ?? ''
}

beforeEach(async () => {
  db = await createTestDatabase()
  now = new Date()
  emailVerification = false
  core = open()
  const secretHash = await core.passwords.hash(person.password)
  const credentials = { create: { kind: 'password', secretHash } }
  const data = { email: person.email, name: 'Ada', roleName: 'member', credentials }
  userId = (await db.prisma.user.create({ data, select: { id: true } })).id
})
afterEach(async () => {
  await core.passwords.close()
  await db.drop()
})

describe('credentials', () => {
  it('are accepted when they are right, and nothing else is', async () => {
    await expect(checkCredentials(core, person, caller())).resolves.toEqual({ userId })
    expect(await codesOf([checkCredentials(core, wrong, caller()), checkCredentials(core, unknown, caller())])).toEqual(
      ['UNAUTHORIZED', 'UNAUTHORIZED'],
    )
  })

  it('are refused without a password of one’s own', async () => {
    await db.prisma.credential.deleteMany()
    expect(await codesOf([checkCredentials(core, person, caller())])).toEqual(['UNAUTHORIZED'])
  })

  it('are refused with an unconfirmed address where it must be confirmed, after the right password only', async () => {
    emailVerification = true
    expect(await outcome(checkCredentials(core, person, caller()))).toMatchObject({
      code: 'FORBIDDEN',
      fields: [{ path: 'email' }],
    })
    expect(await codesOf([checkCredentials(core, wrong, caller())])).toEqual(['UNAUTHORIZED'])
    await db.prisma.user.update({ where: { id: userId }, data: { emailVerifiedAt: now } })
    await expect(checkCredentials(core, person, caller())).resolves.toEqual({ userId })
  })

  it('row 25: are audited, accepted or refused', async () => {
    await checkCredentials(core, person, caller())
    await outcome(checkCredentials(core, wrong, caller()))
    await outcome(checkCredentials(core, unknown, caller()))
    const events = await db.prisma.auditEvent.findMany({ orderBy: { id: 'asc' } })
    expect(events).toMatchObject([
      { action: 'auth.login', result: 'success', actorId: userId, address: '192.0.2.7' },
      { action: 'auth.login', result: 'denied', actorId: null, targetType: 'user', targetId: userId },
      { action: 'auth.login', result: 'denied', actorId: null, targetId: null },
    ])
    expect(JSON.stringify(events)).not.toMatch(/nobody|something else/)
  })
})

describe('row 1: a weaker stored hash', () => {
  it('is replaced at the next login, and only by the right password', async () => {
    const weaker = await hash(person.password, { algorithm: 2, memoryCost: 8192, timeCost: 2, parallelism: 1 })
    await db.prisma.credential.updateMany({ data: { secretHash: weaker } })
    await outcome(checkCredentials(core, wrong, caller()))
    expect((await db.prisma.credential.findFirst())?.secretHash).toBe(weaker)
    await checkCredentials(core, person, caller())
    const stored = (await db.prisma.credential.findFirst())?.secretHash
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    await checkCredentials(core, person, caller())
    expect((await db.prisma.credential.findFirst())?.secretHash).toBe(stored)
  })

  it('does not come back over a password that was changed meanwhile', async () => {
    const weaker = await hash(person.password, { algorithm: 2, memoryCost: 8192, timeCost: 2, parallelism: 1 })
    await db.prisma.credential.updateMany({ data: { secretHash: weaker } })
    const makeHash = core.passwords.hash
    vi.spyOn(core.passwords, 'hash').mockImplementation(async (password) => {
      await db.prisma.credential.updateMany({ data: { secretHash: 'changed' } })
      return await makeHash(password)
    })
    await checkCredentials(core, person, caller())
    expect((await db.prisma.credential.findFirst())?.secretHash).toBe('changed')
  })
})

describe('row 4: an unknown user, a wrong password and a disabled account', () => {
  it('are told alike', async () => {
    const first = await outcome(checkCredentials(core, wrong, caller()))
    const second = await outcome(checkCredentials(core, unknown, caller()))
    await db.prisma.user.updateMany({ data: { disabledAt: now } })
    const third = await outcome(checkCredentials(core, person, caller()))
    expect(first).toEqual({ code: 'UNAUTHORIZED', message: 'E-mail or password is wrong', fields: [] })
    expect(second).toEqual(first)
    expect(third).toEqual(first)
  })

  it('cost the same: as many hashes and statements', async () => {
    const verify = vi.spyOn(core.passwords, 'verify')
    const query = vi.spyOn(db.pool, 'query')
    const connect = vi.spyOn(db.pool, 'connect')
    const work = async (input: typeof person) => {
      const before = [verify, query, connect].map((spy) => spy.mock.calls.length)
      await outcome(checkCredentials(core, input, caller()))
      return [verify, query, connect].map((spy, i) => spy.mock.calls.length - (before[i] ?? 0))
    }
    const [hashes = 0, ...statements] = await work(wrong)
    expect(hashes).toBe(1)
    expect(statements.reduce((sum, calls) => sum + calls, 0)).toBeGreaterThan(3)
    expect(await work(unknown)).toEqual([hashes, ...statements])
    await db.prisma.user.updateMany({ data: { disabledAt: now } })
    expect(await work(person)).toEqual([hashes, ...statements])
  })

  it('are limited alike', async () => {
    const guess = (input: typeof person) => Array.from({ length: 12 }, () => checkCredentials(core, input, caller()))
    const known = await codesOf(guess(wrong))
    expect((await codesOf(guess(unknown))).sort()).toEqual(known.sort())
  })
})

describe('row 5: guessing', () => {
  it('reaches the hasher as often as allowed, of 100 at once, and the rest learn when to come again', async () => {
    const verify = vi.spyOn(core.passwords, 'verify')
    const results = await Promise.all(
      Array.from({ length: 100 }, () => outcome(checkCredentials(core, wrong, caller()))),
    )
    expect(verify).toHaveBeenCalledTimes(limits.accountAndAddress.points)
    const refused = results.filter((result) => typeof result !== 'string' && result.code === 'TOO_MANY_REQUESTS')
    expect(refused).toHaveLength(100 - limits.accountAndAddress.points)
    for (const one of refused) expect(one).toMatchObject({ retryAfter: true })
    const audited = await db.prisma.auditEvent.findMany({
      where: { detail: { path: ['reason'], equals: 'too many attempts' } },
    })
    expect(audited).toHaveLength(1)
  })

  it('never keeps the owner out of a browser that is known, even from the attacker’s address', async () => {
    const cookies = await signInWith()
    const guesses = (address: string) =>
      Array.from({ length: 15 }, () => checkCredentials(core, wrong, caller({ address })))
    await codesOf([...guesses('192.0.2.7'), ...guesses('198.51.100.1'), ...guesses('203.0.113.5')])
    expect(await codesOf([checkCredentials(core, person, caller({ address: '192.0.2.99' }))])).toEqual([
      'TOO_MANY_REQUESTS',
    ])
    await expect(checkCredentials(core, person, caller({ cookies }))).resolves.toEqual({ userId })
  })

  it('is limited in a known browser too', async () => {
    const cookies = await signInWith()
    const codes = await codesOf(Array.from({ length: 20 }, () => checkCredentials(core, wrong, caller({ cookies }))))
    expect(count(codes, 'UNAUTHORIZED')).toBe(limits.knownDevice.points)
  })

  it('gains nothing from a cookie that was made up, or is known for another account', async () => {
    const data = { email: 'eve@example.org', name: 'Eve', roleName: 'member' }
    const eve = await db.prisma.user.create({ data, select: { id: true } })
    const evesBrowser = (await rememberDevice(core, { userId: eve.id, cookies: '' })).split(';')[0] ?? ''
    const madeUp = () =>
      `sarvanom-device=${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url')}`
    const codes = await codesOf([
      ...Array.from({ length: 10 }, () => checkCredentials(core, wrong, caller({ cookies: evesBrowser }))),
      ...Array.from({ length: 20 }, () => checkCredentials(core, wrong, caller({ cookies: madeUp() }))),
    ])
    expect(count(codes, 'UNAUTHORIZED')).toBe(limits.accountAndAddress.points)
  })

  it('survives a restart', async () => {
    await codesOf(Array.from({ length: 12 }, () => checkCredentials(core, wrong, caller())))
    await core.passwords.close()
    core = open()
    expect(await codesOf([checkCredentials(core, person, caller())])).toEqual(['TOO_MANY_REQUESTS'])
  })

  it('is no guess when the password was right: any number of logins', async () => {
    for (let i = 0; i < 25; i++) await checkCredentials(core, person, caller())
    await outcome(checkCredentials(core, wrong, caller()))
    await expect(checkCredentials(core, person, caller())).resolves.toBeDefined()
  })

  it('costs nothing where the hasher has too much to do', async () => {
    await core.passwords.close()
    core = { ...core, passwords: openPasswords({ threads: 1, waiting: 1 }) }
    const at = (i: number) => caller({ address: `192.0.2.${i}` })
    const codes = await codesOf(Array.from({ length: 6 }, (_, i) => checkCredentials(core, wrong, at(i))))
    const { rows } = await db.pool.query(`select sum(points)::int as sum from rate_limits where key like 'account:%'`)
    expect(rows[0].sum).toBe(count(codes, 'UNAUTHORIZED'))
  })
})

describe('a known browser', () => {
  it('has a cookie that scripts and other sites cannot use, of 256 random bits, kept as a hash', async () => {
    const header = await rememberDevice({ ...core, publicUrl: 'https://docs.example.org' }, { userId, cookies: '' })
    expect(header).toMatch(
      /^__Host-sarvanom-device=[\w-]{43}; Path=\/; Max-Age=34560000; HttpOnly; SameSite=Lax; Secure$/,
    )
    const [row] = await db.prisma.knownDevice.findMany()
    expect(header).not.toContain(row?.idHash)
    const plain = await rememberDevice(core, { userId, cookies: '' })
    expect(plain).toMatch(/^sarvanom-device=[\w-]{43}; Path=\/; Max-Age=34560000; HttpOnly; SameSite=Lax$/)
  })

  it('keeps its cookie, for every account that uses it', async () => {
    const cookies = await signInWith()
    expect(await signInWith(cookies)).toBe(cookies)
    expect(await db.prisma.knownDevice.count()).toBe(1)
  })

  it('does not keep one that somebody else may have planted', async () => {
    const planted = `sarvanom-device=${'A'.repeat(43)}`
    expect(deviceOfCookies(planted, core.publicUrl)).toBeDefined()
    expect(await signInWith(planted)).not.toBe(planted)
  })

  it('is forgotten when it was not used for 400 days, or when the user has 20 newer ones', async () => {
    const first = await signInWith()
    const guess = () => Array.from({ length: 12 }, () => checkCredentials(core, wrong, caller({ cookies: first })))
    now = new Date(now.getTime() + 401 * 86_400_000)
    await codesOf(guess())
    // Counted as an unknown browser.
    const { rows } = await db.pool.query(`select 1 from rate_limits where key like 'knownDevice:%'`)
    expect(rows).toHaveLength(0)
    for (let i = 0; i < 25; i++) {
      now = new Date(now.getTime() + 1000)
      await rememberDevice(core, { userId, cookies: '' })
    }
    expect(await db.prisma.knownDevice.count()).toBe(20)
    const oldest = await db.prisma.knownDevice.findFirst({ orderBy: { lastUsedAt: 'asc' } })
    expect(oldest?.lastUsedAt.getTime()).toBe(now.getTime() - 19_000)
  })

  it('can be forgotten with all others, or as the only one kept', async () => {
    const kept = deviceOfCookies(await signInWith(), core.publicUrl)
    await signInWith()
    await forgetDevices(db.prisma, { userId, except: kept })
    expect(await db.prisma.knownDevice.findMany()).toMatchObject([{ idHash: kept }])
    await forgetDevices(db.prisma, { userId })
    expect(await db.prisma.knownDevice.count()).toBe(0)
  })

  it.each([
    '',
    'sarvanom-device=',
    'sarvanom-device=short',
    `sarvanom-device=${'ü'.repeat(43)}`,
    `other=${'A'.repeat(43)}`,
  ])('is not told by the cookies %j', (cookies) => expect(deviceOfCookies(cookies, 'http://localhost')).toBeUndefined())
})
