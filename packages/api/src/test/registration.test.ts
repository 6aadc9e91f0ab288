import { openTestCore, openTestMailServer, type TestCore, type TestMailServer } from '@sarvanom/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appRouter, createApiContext, createCallerFactory } from '../index.ts'

let test: TestCore
let mailServer: TestMailServer
const createCaller = createCallerFactory(appRouter)
const password = 'correct-horse-battery-9'
const admin = { email: 'ada@example.org', password, name: 'Ada' }
let addresses = 0
const newAddress = () => `reader-${addresses++}@example.org`

/** A browser: keeps the cookies that the server sets. */
function browser() {
  const jar = new Map<string, string>()
  return () =>
    createCaller(
      createApiContext(test.core)({
        headers: new Headers({ cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') }),
        requestId: 'r',
        signal: new AbortController().signal,
        remoteAddress: '192.0.2.1',
        setCookie(header) {
          const [name = '', value = ''] = (header.split(';')[0] ?? '').split('=')
          jar.set(name, value)
        },
      }),
    )
}
const administrator = browser()
const set = (signIn: Parameters<ReturnType<typeof administrator>['system']['settings']['update']>[0]['signIn']) =>
  administrator().system.settings.update({ signIn })
const settled = () => test.core.afterwards.settled()

beforeAll(async () => {
  mailServer = await openTestMailServer()
  test = await openTestCore({ setupCode: 'test-setup-code', mail: mailServer.mail })
  await administrator().auth.setup({ ...admin, setupCode: 'test-setup-code' })
})
afterAll(async () => {
  await test.close()
  await mailServer.close()
})

describe('auth.status', () => {
  it('tells a visitor how to get in', async () => {
    await set({ registration: 'closed' })
    expect(await browser()().auth.status()).toEqual({
      setupNeeded: false,
      user: null,
      registrationOpen: false,
      registration: 'closed',
      mail: true,
      secondFactorMissing: false,
    })
    await set({ registration: 'open' })
    expect(await browser()().auth.status()).toMatchObject({ registrationOpen: true, registration: 'open' })
  })
})

describe('registering', () => {
  it('lets in by what was typed, where no verification is asked for', async () => {
    await set({ registration: 'open', emailVerification: false })
    const visitor = browser()
    const email = newAddress()
    expect(await visitor().auth.register({ email, password, name: 'Grace' })).toEqual({ user: null, next: 'sign-in' })
    expect(await visitor().auth.status()).toMatchObject({ user: null })
    await visitor().auth.login({ email, password })
    expect(await visitor().auth.status()).toMatchObject({ user: { email, emailVerified: false, role: 'member' } })
  })

  it('row 16: a role in the body changes nothing', async () => {
    const email = newAddress()
    const input = {
      email,
      password,
      name: 'Grace',
      role: 'administrator',
      roleName: 'administrator',
      permissions: ['x'],
    }
    await browser()().auth.register(input)
    expect(await test.db.prisma.user.findFirst({ where: { email } })).toMatchObject({ roleName: 'member' })
  })

  it('lets nobody in before the address is verified, where that is asked for', async () => {
    await set({ registration: 'open', emailVerification: true })
    const visitor = browser()
    const email = newAddress()
    expect(await visitor().auth.register({ email, password, name: 'Grace' })).toEqual({ user: null, next: 'verify' })
    const refused = { code: 'FORBIDDEN', cause: { fields: [{ path: 'email' }] } }
    await expect(visitor().auth.login({ email, password })).rejects.toMatchObject(refused)
    await expect(visitor().auth.token({ email, password })).rejects.toMatchObject(refused)
    await expect(visitor().auth.login({ email, password: 'wrong' })).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    await settled()
    expect(await visitor().auth.verifyEmail({ token: mailServer.tokenTo(email) })).toEqual({ verified: true })
    await expect(visitor().auth.login({ email, password })).resolves.toMatchObject({
      user: { email, emailVerified: true },
    })
  })

  it('mails another link to who signs in with the right password too early', async () => {
    await set({ registration: 'open', emailVerification: true })
    const email = newAddress()
    await browser()().auth.register({ email, password, name: 'Grace' })
    await settled()
    const first = mailServer.tokenTo(email)
    await expect(browser()().auth.login({ email, password })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await settled()
    expect(mailServer.tokenTo(email)).not.toBe(first)
    await browser()().auth.verifyEmail({ token: mailServer.tokenTo(email) })
  })

  it('by invitation signs in at once, with a new session', async () => {
    await set({ registration: 'invitation', emailVerification: true })
    const email = newAddress()
    const made = await administrator().invitations.create({ email, role: 'expert' })
    const token = made.url.split('#')[1] ?? ''
    const visitor = browser()
    expect(await visitor().auth.invitation({ token })).toEqual({ email, role: 'expert', expiresAt: made.expiresAt })
    const { user, next } = await visitor().auth.register({ email, password, name: 'Grace', invitation: token })
    expect({ user, next }).toMatchObject({ user: { email, role: 'expert', emailVerified: true }, next: null })
    expect(await visitor().auth.status()).toMatchObject({ user: { email } })
    await expect(visitor().auth.invitation({ token })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('a forgotten password', () => {
  it('row 7, row 11: is replaced by link; what was signed in before is out', async () => {
    await set({ registration: 'open', emailVerification: false })
    const visitor = browser()
    const email = newAddress()
    await visitor().auth.register({ email, password, name: 'Grace' })
    await visitor().auth.login({ email, password })
    const { refreshToken } = await visitor().auth.token({ email, password })
    expect(await browser()().auth.requestPasswordReset({ email })).toEqual({ mail: true })
    await settled()
    const chosen = 'a quiet window on the sea'
    const token = mailServer.tokenTo(email)
    expect(await browser()().auth.resetPassword({ token, password: chosen })).toEqual({ reset: true })
    expect(await visitor().auth.status()).toMatchObject({ user: null })
    await expect(visitor().auth.refresh({ refreshToken })).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    await expect(visitor().auth.login({ email, password })).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    await expect(visitor().auth.login({ email, password: chosen })).resolves.toMatchObject({ user: { email } })
  })

  it.each(['', 'short', `${'x'.repeat(43)}!`, 'x'.repeat(44)])('refuses %j as the token of a link', async (token) => {
    await expect(browser()().auth.resetPassword({ token, password })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(browser()().auth.verifyEmail({ token })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(browser()().auth.invitation({ token })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})

describe('system.settings', () => {
  it('row 25: each change leaves one event', async () => {
    const where = { action: 'system.settings.update' }
    const before = await test.db.prisma.auditEvent.count({ where })
    const { signIn, mail, ...others } = await set({ sessionIdleDays: 10 })
    expect(signIn.sessionIdleDays).toBe(10)
    expect(mail).toEqual({ configured: true, from: mailServer.mail.from })
    expect(await administrator().system.settings.get()).toEqual({ signIn, mail, ...others })
    expect(await test.db.prisma.auditEvent.count({ where })).toBe(before + 1)
  })
})
