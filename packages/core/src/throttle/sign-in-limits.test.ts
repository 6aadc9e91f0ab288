import { createTestDatabase, type TestDatabase } from '@sarvanom/db/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSecretBox } from '../secrets/index.ts'
import { confirmationBuckets, limits, signInBuckets } from './limits.ts'
import { openSignInLimits, type SignInLimits } from './sign-in-limits.ts'

let db: TestDatabase
let signIn: SignInLimits
let waits: number[]
let wait = async (ms: number) => void waits.push(ms)
const open = () =>
  openSignInLimits({ db, secretBox: openSecretBox('a secret of the tests, for them alone'), wait: (ms) => wait(ms) })
beforeEach(async () => {
  db = await createTestDatabase()
  waits = []
  wait = async (ms) => void waits.push(ms)
  signIn = open()
})
afterEach(() => db.drop())

const email = 'ada@example.org'
const from = (address: string) => signInBuckets({ email, address })
const attempts = (count: number, buckets: (index: number) => ReturnType<typeof from>) =>
  Promise.all(Array.from({ length: count }, (_, index) => signIn.take(buckets(index))))
const allowed = (results: { allowed: boolean }[]) => results.filter((result) => result.allowed).length

describe('row 5: limits of signing in', () => {
  it('let as many of 100 at once through as are allowed, and say when the rest may come again', async () => {
    const results = await attempts(100, () => from('192.0.2.7'))
    expect(allowed(results)).toBe(limits.accountAndAddress.points)
    for (const result of results) if (!result.allowed) expect(result.retryAfter).toBeGreaterThan(800)
    expect(results.filter((result) => !result.allowed && result.first)).toHaveLength(1)
  })

  it('hold for an account over all addresses, and for an address over all accounts', async () => {
    expect(allowed(await attempts(60, (i) => from(`192.0.2.${i}`)))).toBe(limits.account.points)
    const sprayed = await attempts(130, (i) => signInBuckets({ email: `${i}@example.org`, address: '198.51.100.1' }))
    expect(allowed(sprayed)).toBe(limits.address.points)
  })

  it('never keep the owner out of a known device', async () => {
    await attempts(100, (i) => from(`192.0.2.${i % 3}`))
    const known = signInBuckets({ email, address: '192.0.2.1', knownDevice: 'device' })
    expect(await signIn.take(known)).toMatchObject({ allowed: true })
    expect(await signIn.take(signInBuckets({ email, address: '192.0.2.1', knownDevice: 'other' }))).toMatchObject({
      allowed: true,
    })
  })

  it('hold for a known device too', async () => {
    const known = () => signInBuckets({ email, address: '192.0.2.1', knownDevice: 'device' })
    expect(allowed(await attempts(30, known))).toBe(limits.knownDevice.points)
  })

  it('survive a restart', async () => {
    await attempts(12, () => from('192.0.2.7'))
    signIn = open()
    expect(await signIn.take(from('192.0.2.7'))).toMatchObject({ allowed: false })
  })

  it('end with their period', async () => {
    await attempts(12, () => from('192.0.2.7'))
    await db.pool.query('update rate_limits set expire = expire - 900000')
    expect(await signIn.take(from('192.0.2.7'))).toMatchObject({ allowed: true })
  })

  it('are counted without the address or the e-mail address in clear', async () => {
    await signIn.take(from('192.0.2.7'))
    const { rows } = await db.pool.query('select key from rate_limits')
    expect(rows).toHaveLength(3)
    expect(JSON.stringify(rows)).not.toMatch(/ada|example|192/)
  })
})

describe('what an attempt took', () => {
  const points = async () => {
    const { rows } = await db.pool.query<{ name: string; points: number }>(
      `select split_part(key, ':', 1) as name, points from rate_limits order by 1`,
    )
    return Object.fromEntries(rows.map(({ name, points }) => [name, points]))
  }

  it('is given back after success, and the owner’s own mistakes with it', async () => {
    await attempts(3, () => from('192.0.2.7'))
    const fourth = await signIn.take(from('192.0.2.7'))
    if (fourth.allowed) await fourth.succeeded()
    // The mistakes stay on the address and the account: an own account must not wash an address clean.
    expect(await points()).toEqual({ account: 3, address: 3 })
  })

  it('is given back where nothing was tried', async () => {
    await attempts(3, () => from('192.0.2.7'))
    const fourth = await signIn.take(from('192.0.2.7'))
    if (fourth.allowed) await fourth.undo()
    expect(await points()).toEqual({ account: 3, accountAndAddress: 3, address: 3 })
  })

  it('costs the other counts nothing where one refuses', async () => {
    await attempts(15, () => from('192.0.2.7'))
    expect(await points()).toEqual({ account: 10, accountAndAddress: 15, address: 10 })
  })

  it('never adds up for logins that succeed', async () => {
    for (let i = 0; i < 25; i++) {
      const attempt = await signIn.take(from('192.0.2.7'))
      expect(attempt.allowed).toBe(true)
      if (attempt.allowed) await attempt.succeeded()
    }
  })
})

it('a flood is refused without asking the database, until it is over', async () => {
  const buckets = confirmationBuckets('session')
  for (let i = 0; i < limits.confirmation.points * 2; i++) await signIn.take(buckets)
  await db.pool.query('delete from rate_limits')
  expect(await signIn.take(buckets)).toMatchObject({ allowed: false, first: false })
})

it('row 8: a refusal is answered after a second, so that who guesses does not keep the server busy', async () => {
  await attempts(10, () => from('192.0.2.7'))
  expect(waits).toEqual([])
  await attempts(3, () => from('192.0.2.7'))
  expect(waits).toEqual([1000, 1000, 1000])
})

it('no more than 500 refusals wait at a time', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  wait = async (ms) => {
    waits.push(ms)
    await promise
  }
  await attempts(10, () => from('192.0.2.7'))
  let answered = 0
  const answer = () => {
    answered += 1
    if (answered === 20) resolve()
  }
  const flood = Array.from({ length: 520 }, () => signIn.take(from('192.0.2.7')).finally(answer))
  await Promise.all(flood)
  expect(waits).toHaveLength(500)
  await attempts(1, () => from('192.0.2.7'))
  expect(waits).toHaveLength(501)
})

it('expired counts are removed', async () => {
  await attempts(2, () => from('192.0.2.7'))
  await signIn.deleteExpired()
  expect((await db.pool.query('select 1 from rate_limits')).rowCount).toBe(3)
  await db.pool.query('update rate_limits set expire = 1')
  await signIn.deleteExpired()
  expect((await db.pool.query('select 1 from rate_limits')).rowCount).toBe(0)
})

it('nothing is allowed where it cannot be counted', async () => {
  await db.pool.query('drop table rate_limits')
  await expect(signIn.take(from('192.0.2.7'))).rejects.toThrow('rate_limits')
})
