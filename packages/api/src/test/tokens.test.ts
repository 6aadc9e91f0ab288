import { openTestCore, type TestCore } from '@sarvanom/core/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accessTable, appRouter, createApiContext, createCallerFactory } from '../index.ts'

let test: TestCore
const createCaller = createCallerFactory(appRouter)
const person = { email: 'ada@example.org', password: 'correct-horse-battery-9', name: 'Ada' }
const unauthorized = { code: 'UNAUTHORIZED' }
const forbidden = { code: 'FORBIDDEN' }
let setCookies: string[]

/** A request with these headers. */
function request(headers: Record<string, string> = {}) {
  const context = createApiContext(test.core)({
    headers: new Headers({ 'user-agent': 'test', ...headers }),
    requestId: 'r',
    signal: new AbortController().signal,
    remoteAddress: '192.0.2.1',
    setCookie: (value) => setCookies.push(value),
  })
  return createCaller(context)
}
const bearer = (token: string) => request({ authorization: `Bearer ${token}` })
const sessionCookie = () => setCookies.find((value) => /^(__Host-)?sarvanom=./.test(value)) ?? ''
async function logIn(cookie = '') {
  setCookies = []
  await request(cookie ? { cookie } : {}).auth.login(person)
  return sessionCookie().split(';')[0] ?? ''
}
/** Calls a procedure by its name, with no input. */
const call = (api: object, name: string) =>
  (name.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], api) as () => Promise<unknown>)()

beforeAll(async () => {
  test = await openTestCore({ setupCode: 'test-setup-code' })
  setCookies = []
  await request().auth.setup({ ...person, setupCode: 'test-setup-code' })
})
afterAll(() => test.close())
beforeEach(() => {
  setCookies = []
})

describe('signing in with tokens', () => {
  it('opens every procedure that a cookie opens', async () => {
    const { accessToken, refreshToken, ...rest } = await request().auth.token(person)
    expect(rest).toEqual({ tokenType: 'Bearer', expiresIn: 600 })
    expect(setCookies).toEqual([])
    expect(await bearer(accessToken).auth.status()).toMatchObject({ user: { email: person.email } })
    expect(await bearer(accessToken).collections.list({})).toMatchObject({ items: expect.any(Array) })
    expect(await bearer(accessToken).system.info()).toMatchObject({ node: process.version })
    const next = await request().auth.refresh({ refreshToken })
    expect(await bearer(next.accessToken).auth.status()).toMatchObject({ user: { email: person.email } })
  })

  it('refuses a wrong password', async () => {
    await expect(request().auth.token({ ...person, password: 'wrong' })).rejects.toMatchObject(unauthorized)
  })

  it('row 11: signing out kills the access token and its refresh token at once', async () => {
    const { accessToken, refreshToken } = await request().auth.token(person)
    const cookie = await logIn()
    expect(await bearer(accessToken).auth.logout()).toEqual({ user: null })
    await expect(bearer(accessToken).collections.list({})).rejects.toMatchObject(unauthorized)
    await expect(request().auth.refresh({ refreshToken })).rejects.toMatchObject(unauthorized)
    expect((await request({ cookie }).auth.status()).user).not.toBeNull()
  })

  it('row 12: a spent refresh token from elsewhere ends the family, its access tokens included', async () => {
    const first = await request().auth.token(person)
    const second = await request().auth.refresh({ refreshToken: first.refreshToken })
    const thief = request({ 'user-agent': 'another' })
    await expect(thief.auth.refresh({ refreshToken: first.refreshToken })).rejects.toMatchObject(unauthorized)
    await expect(bearer(second.accessToken).collections.list({})).rejects.toMatchObject(unauthorized)
    await expect(request().auth.refresh({ refreshToken: second.refreshToken })).rejects.toMatchObject(unauthorized)
  })

  it('row 13: a refresh token is no access token, nor the reverse, wherever it is used', async () => {
    const { accessToken, refreshToken } = await request().auth.token(person)
    await expect(bearer(refreshToken).collections.list({})).rejects.toMatchObject(unauthorized)
    await expect(bearer(refreshToken).auth.status()).rejects.toMatchObject(unauthorized)
    await expect(request().auth.refresh({ refreshToken: accessToken })).rejects.toMatchObject(unauthorized)
  })

  it('row 13: a bad token is refused, even beside a good cookie', async () => {
    const cookie = await logIn()
    for (const token of ['x', 'a.b.c', 'srv_x', '']) {
      const api = request({ cookie, authorization: `Bearer ${token}` })
      await expect(api.collections.list({})).rejects.toMatchObject(unauthorized)
    }
    // what a proxy in front asks for itself is not ours to judge
    const api = request({ cookie, authorization: 'Basic cHJveHk6cGFzcw==' })
    expect(await api.collections.list({})).toMatchObject({ items: expect.any(Array) })
  })
})

describe('sessions', () => {
  it('row 10: a login gives a new id and the one before is dead', async () => {
    const first = await logIn()
    const second = await logIn(first)
    expect(second).not.toBe(first)
    await expect(request({ cookie: first }).auth.sessions.list()).rejects.toMatchObject(unauthorized)
    expect(await request({ cookie: second }).auth.sessions.list()).toMatchObject({ items: expect.any(Array) })
    expect(sessionCookie()).toContain('HttpOnly')
    expect(sessionCookie()).toContain('SameSite=Lax')
  })

  it('row 11: are listed with device and place, and ended by the user', async () => {
    const here = await logIn()
    await request({ cookie: here }).auth.sessions.revokeOthers()
    const { accessToken } = await request().auth.token(person)
    const { items } = await request({ cookie: here }).auth.sessions.list()
    expect(items).toMatchObject([
      { kind: 'token', current: false, userAgent: 'test', address: '192.0.2.1' },
      { kind: 'browser', current: true, userAgent: 'test', address: '192.0.2.1' },
    ])
    const id = items.find(({ current }) => !current)?.id ?? ''
    expect(await request({ cookie: here }).auth.sessions.revoke({ id })).toEqual({ id })
    await expect(bearer(accessToken).auth.sessions.list()).rejects.toMatchObject(unauthorized)
  })

  it('row 9: nothing that a client is shown of them opens anything', async () => {
    const cookie = await logIn()
    const secret = cookie.split('=')[1] ?? ''
    const api = request({ cookie })
    const shown = JSON.stringify([
      await api.auth.status(),
      await api.auth.sessions.list(),
      await api.auth.login(person),
    ])
    expect(shown).not.toContain(secret)
    expect(shown).not.toMatch(/[0-9a-f]{64}/)
  })

  it('row 11: end at once when the user is disabled, with tokens and keys', async () => {
    const { userId } = await test.addUser()
    const { setCookie } = await test.core.sessions.create(userId, { userAgent: 'test', address: undefined })
    const cookie = setCookie.split(';')[0] ?? ''
    const { accessToken } = await test.core.tokens.issue(userId, { userAgent: 'test', address: undefined })
    const { key } = await request({ cookie }).auth.apiKeys.create({ name: 'CI' })
    const ways = [request({ cookie }), bearer(accessToken), bearer(key)]
    for (const api of ways) expect(await api.collections.list({})).toEqual({ items: [] })
    await request({ cookie: await logIn() }).users.disable({ id: userId })
    for (const api of [request({ cookie }), bearer(accessToken), bearer(key)]) {
      await expect(api.collections.list({})).rejects.toMatchObject(unauthorized)
    }
  })
})

describe('row 14: an API key', () => {
  let cookie: string
  const keyFor = async (...scopes: ('read' | 'ask' | 'write' | 'admin')[]) =>
    (await request({ cookie }).auth.apiKeys.create({ name: 'CI', scopes })).key

  beforeEach(async () => {
    cookie = await logIn()
  })

  it('does what its scopes say, and nothing else', async () => {
    const read = bearer(await keyFor('read'))
    expect(await read.collections.list({})).toMatchObject({ items: expect.any(Array) })
    await expect(read.collections.create({ name: 'Mine' })).rejects.toMatchObject(forbidden)
    await expect(read.search.ask({ question: 'why?' })).rejects.toMatchObject(forbidden)
    await expect(read.system.info()).rejects.toMatchObject(forbidden)
    expect(await bearer(await keyFor('write')).collections.create({ name: 'Mine' })).toHaveProperty('id')
    expect(await bearer(await keyFor('admin')).system.info()).toMatchObject({ node: process.version })
  })

  it('never exceeds the rights of its owner', async () => {
    const { userId } = await test.addUser('viewer')
    const { setCookie } = await test.core.sessions.create(userId, { userAgent: 'test', address: undefined })
    const theirs = request({ cookie: setCookie.split(';')[0] ?? '' })
    const { key } = await theirs.auth.apiKeys.create({ name: 'CI', scopes: ['read', 'ask', 'write', 'admin'] })
    await expect(bearer(key).system.info()).rejects.toMatchObject(forbidden)
    await expect(bearer(key).collections.create({ name: 'Mine' })).rejects.toMatchObject(forbidden)
    expect(await bearer(key).collections.list({})).toEqual({ items: [] })
  })

  it('cannot make sessions or keys, nor change the account, whatever its scopes', async () => {
    const api = bearer(await keyFor('read', 'ask', 'write', 'admin'))
    const names = Object.entries(accessTable).filter(([name, { who }]) => who === 'person' && !name.includes(' '))
    expect(names.map(([name]) => name)).toEqual(
      expect.arrayContaining(['auth.apiKeys.create', 'auth.sessions.list', 'auth.changePassword', 'auth.totp.begin']),
    )
    for (const [name] of names) await expect(call(api, name), name).rejects.toMatchObject(forbidden)
  })

  it('is dead in the next request after it was revoked', async () => {
    const key = await keyFor('read')
    const { items } = await request({ cookie }).auth.apiKeys.list({ limit: 1 })
    expect(JSON.stringify(items)).not.toContain(key)
    const [item] = items
    expect(item).toMatchObject({ prefix: key.slice(0, 12), scopes: ['read'] })
    await request({ cookie }).auth.apiKeys.revoke({ id: item?.id ?? '' })
    await expect(bearer(key).collections.list({})).rejects.toMatchObject(unauthorized)
  })
})
