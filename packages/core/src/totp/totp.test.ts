import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { UserActor } from '../access/index.ts'
import { checkCredentials } from '../sign-in/index.ts'
import { caller, from, openSignInWorld, password, type SignInWorld } from '../testing/index.ts'
import { limits } from '../throttle/index.ts'
import { beginTotp, checkSecondFactor, confirmTotp, disableTotp, renewRecoveryCodes } from './index.ts'

let world: SignInWorld
let ada: UserActor
beforeEach(async () => {
  world = await openSignInWorld()
  ada = await world.addUser()
})
afterEach(() => world.close())

const email = 'ada@example.org'
const logIn = (totp?: string) => checkCredentials(world.core, { email, password, totp }, caller())
const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    ({ code }) => code,
  )
const actions = async () =>
  (await world.db.prisma.auditEvent.findMany({ orderBy: { id: 'asc' } })).map(
    ({ action, result }) => `${action} ${result}`,
  )
const sessions = async () => (await world.db.prisma.session.findMany()).map(({ id }) => id)

/** Sets the second factor up, and lets a minute pass. */
async function enable(actor = ada) {
  const { secret } = await beginTotp(world.core, actor, from)
  const { recoveryCodes } = await confirmTotp(world.core, actor, { code: world.codeOf(secret) }, from)
  world.pass(60)
  return { secret, recoveryCodes }
}

describe('setting the second factor up', () => {
  it('takes a secret and its first code', async () => {
    const { secret, uri } = await beginTotp(world.core, ada, from)
    expect(uri).toContain(secret)
    await expect(logIn()).resolves.toBeDefined()
    const { recoveryCodes } = await confirmTotp(world.core, ada, { code: world.codeOf(secret) }, from)
    expect(recoveryCodes).toHaveLength(10)
    await expect(logIn()).rejects.toMatchObject({ code: 'UNAUTHORIZED', fields: [{ path: 'totp' }] })
    expect(await actions()).toEqual(expect.arrayContaining(['auth.totp.begin success', 'auth.totp.confirm success']))
  })

  it('keeps neither the secret nor a recovery code in clear', async () => {
    const { secret, recoveryCodes } = await enable()
    const stored = JSON.stringify([
      await world.db.prisma.totpSecret.findMany(),
      await world.db.prisma.recoveryCode.findMany(),
    ])
    for (const clear of [secret, ...recoveryCodes, ...recoveryCodes.map((code) => code.replaceAll('-', ''))]) {
      expect(stored).not.toContain(clear)
    }
  })

  it('refuses a wrong code, and one where nothing was begun', async () => {
    expect(await codeOf(confirmTotp(world.core, ada, { code: '123456' }, from))).toBe('CONFLICT')
    const { secret } = await beginTotp(world.core, ada, from)
    const wrong = String((Number(world.codeOf(secret)) + 1) % 1_000_000).padStart(6, '0')
    await expect(confirmTotp(world.core, ada, { code: wrong }, from)).rejects.toMatchObject({
      code: 'UNPROCESSABLE_CONTENT',
      fields: [{ path: 'code' }],
    })
    await expect(logIn()).resolves.toBeDefined()
  })

  it('begins anew as often as wanted, but not over one that is in use', async () => {
    const first = await beginTotp(world.core, ada, from)
    const second = await beginTotp(world.core, ada, from)
    expect(second.secret).not.toBe(first.secret)
    expect(await codeOf(confirmTotp(world.core, ada, { code: world.codeOf(first.secret) }, from))).toBe(
      'UNPROCESSABLE_CONTENT',
    )
    await confirmTotp(world.core, ada, { code: world.codeOf(second.secret) }, from)
    expect(await codeOf(beginTotp(world.core, ada, from))).toBe('CONFLICT')
    expect(await codeOf(confirmTotp(world.core, ada, { code: world.codeOf(second.secret) }, from))).toBe('CONFLICT')
  })

  it('ends the sessions that came about without it', async () => {
    await world.addSession(ada.userId)
    const other = await world.addUser('grace@example.org')
    await enable()
    expect(await sessions()).toEqual(expect.arrayContaining([ada.sessionId, other.sessionId]))
    expect(await sessions()).toHaveLength(2)
  })
})

describe('row 7: a code of the second factor', () => {
  it('opens once, of 50 logins at once', async () => {
    const { secret } = await enable()
    const code = world.codeOf(secret)
    const uses = await Promise.all(Array.from({ length: 50 }, () => checkSecondFactor(world.core, ada.userId, code)))
    expect(uses.filter((use) => use === 'totp')).toHaveLength(1)
    expect(await codeOf(logIn(code))).toBe('UNAUTHORIZED')
    world.pass(30)
    await expect(logIn(world.codeOf(secret))).resolves.toEqual({ userId: ada.userId })
  })

  it('does not open again after it set the second factor up', async () => {
    const { secret } = await beginTotp(world.core, ada, from)
    const code = world.codeOf(secret)
    await confirmTotp(world.core, ada, { code }, from)
    expect(await codeOf(logIn(code))).toBe('UNAUTHORIZED')
  })

  it('of recovery opens once, of 50 logins at once, and the others stay', async () => {
    const { recoveryCodes } = await enable()
    const [first = '', second = ''] = recoveryCodes
    const uses = await Promise.all(Array.from({ length: 50 }, () => checkSecondFactor(world.core, ada.userId, first)))
    expect(uses.filter((use) => use === 'recovery code')).toHaveLength(1)
    expect(await codeOf(logIn(first))).toBe('UNAUTHORIZED')
    await expect(logIn(second.toUpperCase())).resolves.toBeDefined()
    expect(await world.db.prisma.recoveryCode.count({ where: { usedAt: null } })).toBe(8)
  })

  it('is nobody else’s', async () => {
    const grace = await world.addUser('grace@example.org')
    const hers = await enable(grace)
    await enable()
    expect(await codeOf(logIn(world.codeOf(hers.secret)))).toBe('UNAUTHORIZED')
    expect(await codeOf(logIn(hers.recoveryCodes[0]))).toBe('UNAUTHORIZED')
  })

  it('counts for nothing before the second factor is confirmed', async () => {
    const { secret } = await beginTotp(world.core, ada, from)
    expect(await checkSecondFactor(world.core, ada.userId, world.codeOf(secret))).toBeUndefined()
  })

  it('is asked for after the right password only', async () => {
    const { secret } = await enable()
    const wrong = { email, password: 'something else' }
    const first = await checkCredentials(world.core, wrong, caller()).catch((error) => error)
    const second = await checkCredentials(world.core, { ...wrong, totp: world.codeOf(secret) }, caller()).catch(
      (error) => error,
    )
    expect(first).toMatchObject({ message: 'E-mail or password is wrong', fields: [] })
    expect(second).toMatchObject({ message: 'E-mail or password is wrong', fields: [] })
    // Nor was it used up.
    await expect(logIn(world.codeOf(secret))).resolves.toBeDefined()
  })
})

describe('row 5: guessing codes', () => {
  it('is limited, on top of the limits of the password', async () => {
    const { secret } = await enable()
    const guess = (i: number) =>
      checkCredentials(
        world.core,
        { email, password, totp: String(i).padStart(6, '0') },
        { ...caller(), address: `192.0.2.${i}` },
      )
    const codes = await Promise.all(Array.from({ length: 40 }, (_, i) => codeOf(guess(i))))
    expect(codes.filter((code) => code === 'UNAUTHORIZED').length).toBeLessThanOrEqual(limits.secondFactor.points)
    await world.db.pool.query(`delete from rate_limits where key not like 'secondFactor:%'`)
    await world.db.pool.query(`update rate_limits set points = ${limits.secondFactor.points}`)
    expect(await codeOf(logIn(world.codeOf(secret)))).toBe('TOO_MANY_REQUESTS')
  })

  it('that the code is still to be given is no guess', async () => {
    const { secret } = await enable()
    for (let i = 0; i < 15; i++) await codeOf(logIn())
    await expect(logIn(world.codeOf(secret))).resolves.toBeDefined()
  })
})

describe('switching the second factor off', () => {
  it('takes the password and a code, and signs out elsewhere', async () => {
    const { secret } = await enable()
    await world.addSession(ada.userId)
    const code = world.codeOf(secret)
    await expect(disableTotp(world.core, ada, { password: 'something else', code }, from)).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
      fields: [{ path: 'password' }],
    })
    await expect(disableTotp(world.core, ada, { password, code: '000000' }, from)).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
      fields: [{ path: 'code' }],
    })
    expect(await codeOf(logIn())).toBe('UNAUTHORIZED')
    expect(await disableTotp(world.core, ada, { password, code }, from)).toEqual({})
    await expect(logIn()).resolves.toBeDefined()
    expect(await sessions()).toEqual([ada.sessionId])
    expect(await world.db.prisma.recoveryCode.count()).toBe(0)
    expect((await actions()).filter((action) => action.startsWith('auth.totp.disable'))).toEqual([
      'auth.totp.disable denied',
      'auth.totp.disable denied',
      'auth.totp.disable success',
    ])
  })

  it('works with a recovery code', async () => {
    const { recoveryCodes } = await enable()
    await disableTotp(world.core, ada, { password, code: recoveryCodes[9] ?? '' }, from)
    await expect(logIn()).resolves.toBeDefined()
  })

  it('cannot be guessed at', async () => {
    const { secret } = await enable()
    const guesses = Array.from({ length: 15 }, () =>
      codeOf(disableTotp(world.core, ada, { password: 'x', code: '000000' }, from)),
    )
    expect((await Promise.all(guesses)).filter((code) => code === 'UNAUTHORIZED')).toHaveLength(
      limits.confirmation.points,
    )
    const right = { password, code: world.codeOf(secret) }
    expect(await codeOf(disableTotp(world.core, ada, right, from))).toBe('TOO_MANY_REQUESTS')
    // Another session of the same user is not kept out.
    const elsewhere = { ...ada, sessionId: await world.addSession(ada.userId) }
    expect(await codeOf(disableTotp(world.core, elsewhere, right, from))).toBe('done')
  })
})

describe('new recovery codes', () => {
  it('take the password and replace the old ones', async () => {
    const { recoveryCodes: old } = await enable()
    await expect(renewRecoveryCodes(world.core, ada, { password: 'x' }, from)).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
      fields: [{ path: 'password' }],
    })
    const { recoveryCodes } = await renewRecoveryCodes(world.core, ada, { password }, from)
    expect(recoveryCodes).toHaveLength(10)
    expect(await codeOf(logIn(old[0]))).toBe('UNAUTHORIZED')
    await expect(logIn(recoveryCodes[0])).resolves.toBeDefined()
  })

  it('are for who has a second factor', async () => {
    expect(await codeOf(renewRecoveryCodes(world.core, ada, { password }, from))).toBe('CONFLICT')
    await beginTotp(world.core, ada, from)
    expect(await codeOf(renewRecoveryCodes(world.core, ada, { password }, from))).toBe('CONFLICT')
  })
})
