import { createHmac } from 'node:crypto'
import { openTestCore, type TestCore } from '@sarvanom/core/testing'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { appRouter, createApiContext, retryAfter } from '../index.ts'

let test: TestCore
const password = 'correct-horse-battery-9'
const ada = { email: 'ada@example.org', password }
const wrong = { ...ada, password: 'something else' }

interface Body {
  result?: { data: unknown }
  error?: Answer['error']
}

interface Answer {
  status: number
  data: unknown
  error: { message: string; data: { code: string; fields?: { path: string }[] } } | undefined
  headers: Headers
}

/** A browser with a jar for its cookies, that speaks tRPC over HTTP. */
function browser({ address = network, authorization = '' } = {}) {
  const jar = new Map<string, string>()
  async function send(path: string, init: RequestInit): Promise<Response> {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = {
      'content-type': 'application/json',
      ...(cookie ? { cookie } : {}),
      ...(authorization ? { authorization } : {}),
    }
    const response = await fetchRequestHandler({
      endpoint: '/trpc',
      req: new Request(`http://localhost:3000/trpc/${path}`, { ...init, headers }),
      router: appRouter,
      allowBatching: true,
      createContext: ({ req, resHeaders }) =>
        createApiContext(test.core)({
          headers: req.headers,
          requestId: 'r',
          signal: req.signal,
          remoteAddress: address,
          setCookie: (value) => resHeaders.append('set-cookie', value),
        }),
      responseMeta: ({ errors }) => ({ headers: { 'x-retry-after': String(retryAfter(errors)) } }),
    })
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=')
      if (value === '') jar.delete(name)
      else jar.set(name, value)
    }
    return response
  }
  const answerOf = ({ status, headers }: Response, { result, error }: Body): Answer => ({
    status,
    headers,
    data: result?.data,
    error,
  })
  return {
    jar,
    async mutate(path: string, input: unknown = {}): Promise<Answer> {
      const response = await send(path, { method: 'POST', body: JSON.stringify(input) })
      return answerOf(response, (await response.json()) as Body)
    },
    async batch(calls: [path: string, input: unknown][]): Promise<Answer[]> {
      const body = JSON.stringify(Object.fromEntries(calls.map(([, input], i) => [i, input])))
      const path = calls.map(([name]) => name).join(',')
      const response = await send(`${path}?batch=1`, { method: 'POST', body })
      return ((await response.json()) as Body[]).map((one) => answerOf(response, one))
    },
    async user(): Promise<{ totpEnabled: boolean } | null> {
      const response = await send('auth.status', { method: 'GET' })
      const { data } = answerOf(response, (await response.json()) as Body)
      return (data as { user: { totpEnabled: boolean } | null }).user
    },
  }
}
/** Another for each test: what is limited for one must not be for the next. */
let network: string
let networks = 0
const session = ({ jar }: { jar: Map<string, string> }) => jar.get('sarvanom')
const signedIn = async () => {
  const one = browser()
  expect((await one.mutate('auth.login', ada)).error).toBeUndefined()
  return one
}
const speaksFor = async (id: string | undefined) => await test.core.sessions.read(`sarvanom=${id}`)

/** RFC 6238, as an authenticator app has it. */
function codeOf(secret: string, at = Date.now()): string {
  const bits = [...secret]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)))
  const mac = createHmac('sha1', key).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 15
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

beforeAll(async () => {
  test = await openTestCore({ setupCode: 'test-setup-code' })
  const first = await browser({ address: '192.0.2.200' }).mutate('auth.setup', {
    ...ada,
    name: 'Ada',
    setupCode: 'test-setup-code',
  })
  expect(first.error).toBeUndefined()
})
afterAll(() => test.close())
beforeEach(async () => {
  networks += 1
  network = `192.0.2.${networks}`
  await test.db.pool.query('delete from rate_limits')
})

describe('row 4: over HTTP', () => {
  it('an unknown user and a wrong password give the same body and status', async () => {
    const first = await browser().mutate('auth.login', wrong)
    const second = await browser().mutate('auth.login', { ...wrong, email: 'nobody@example.org' })
    expect(second).toEqual(first)
    expect(first).toMatchObject({ status: 401, error: { message: 'E-mail or password is wrong' } })
    expect(await browser().mutate('auth.token', wrong)).toMatchObject({
      status: 401,
      error: { message: first.error?.message },
    })
  })
})

describe('row 10: a new session id', () => {
  it('comes with every sign-in, and the old one is dead', async () => {
    const one = await signedIn()
    const before = session(one)
    await one.mutate('auth.login', ada)
    expect(session(one)).not.toBe(before)
    expect(await speaksFor(before)).toBeUndefined()
    expect(await speaksFor(session(one))).toBeDefined()
  })

  it('comes with a changed password, and all others are dead', async () => {
    const [here, elsewhere] = [await signedIn(), await signedIn()]
    const tokens = (await browser().mutate('auth.token', ada)).data as { accessToken: string }
    const before = session(here)
    const next = { currentPassword: password, newPassword: 'another-horse-battery-8' }
    expect(await here.mutate('auth.changePassword', { ...next, currentPassword: 'x' })).toMatchObject({
      status: 401,
      error: { data: { fields: [{ path: 'currentPassword' }] } },
    })
    expect(session(here)).toBe(before)
    expect((await here.mutate('auth.changePassword', next)).data).toMatchObject({ user: { email: ada.email } })
    expect(session(here)).not.toBe(before)
    expect(await speaksFor(before)).toBeUndefined()
    expect(await elsewhere.user()).toBeNull()
    const withToken = browser({ authorization: `Bearer ${tokens.accessToken}` })
    expect((await withToken.mutate('auth.sessions.revokeOthers')).status).toBe(401)
    expect(await here.user()).not.toBeNull()
    await here.mutate('auth.changePassword', { currentPassword: next.newPassword, newPassword: password })
  })

  it('comes with the second factor, both ways; a client with tokens keeps its session', async () => {
    const here = await signedIn()
    const before = session(here)
    const { secret } = (await here.mutate('auth.totp.begin')).data as { secret: string }
    expect(session(here)).toBe(before)
    const confirmed = await here.mutate('auth.totp.confirm', { code: codeOf(secret) })
    const { recoveryCodes } = confirmed.data as { recoveryCodes: string[] }
    expect(recoveryCodes).toHaveLength(10)
    const after = session(here)
    expect(after).not.toBe(before)
    expect(await speaksFor(before)).toBeUndefined()
    expect(await here.user()).toMatchObject({ totpEnabled: true })

    const missing = await browser().mutate('auth.token', ada)
    expect(missing).toMatchObject({ status: 401, error: { data: { fields: [{ path: 'totp' }] } } })
    const { accessToken } = (await browser().mutate('auth.token', { ...ada, totp: recoveryCodes[0] })).data as {
      accessToken: string
    }
    const client = browser({ authorization: `Bearer ${accessToken}` })
    expect((await client.mutate('auth.totp.disable', { password, code: recoveryCodes[1] })).data).toEqual({})
    expect((await client.mutate('auth.sessions.revokeOthers')).status).toBe(200)
    expect(await speaksFor(after)).toBeUndefined()
  })
})

describe('row 5: over HTTP', () => {
  it('who guesses is told when to come again, and the owner gets in from a known browser', async () => {
    const owner = await signedIn()
    expect(owner.jar.get('sarvanom-device')).toMatch(/^[\w-]{43}$/)
    await owner.mutate('auth.logout')
    expect(session(owner)).toBeUndefined()
    const guesses = await Promise.all(Array.from({ length: 30 }, () => browser().mutate('auth.login', wrong)))
    const refused = guesses.filter(({ status }) => status === 429)
    expect(refused).toHaveLength(20)
    expect(Number(refused[0]?.headers.get('x-retry-after'))).toBeGreaterThan(800)
    expect((await browser().mutate('auth.login', ada)).status).toBe(429)
    expect((await owner.mutate('auth.login', ada)).status).toBe(200)
  })

  it('IPv6 counts by /64', async () => {
    const from = (i: number) => browser({ address: `2001:db8::${i}` }).mutate('auth.login', wrong)
    const statuses = (await Promise.all(Array.from({ length: 15 }, (_, i) => from(i + 1)))).map(({ status }) => status)
    expect(statuses.filter((status) => status === 429)).toHaveLength(5)
  })

  it('clients with tokens are limited alike', async () => {
    const statuses = (await Promise.all(Array.from({ length: 15 }, () => browser().mutate('auth.token', wrong)))).map(
      ({ status }) => status,
    )
    expect(statuses.filter((status) => status === 429)).toHaveLength(5)
  })
})

describe('row 18: a batch', () => {
  it('of logins counts each of them', async () => {
    const verify = vi.spyOn(test.core.passwords, 'verify')
    const one = browser()
    const logins = Array.from({ length: 20 }, (): [string, unknown] => ['auth.login', wrong])
    const answers = await one.batch(logins)
    expect(answers.filter(({ error }) => error?.data.code === 'UNAUTHORIZED')).toHaveLength(10)
    expect(answers.filter(({ error }) => error?.data.code === 'TOO_MANY_REQUESTS')).toHaveLength(10)
    expect(verify).toHaveBeenCalledTimes(10)
  })

  it('does not lend the rights of one call to another', async () => {
    const answers = await browser().batch([
      ['auth.login', ada],
      ['auth.changePassword', { currentPassword: password, newPassword: 'another-horse-battery-8' }],
      ['auth.totp.begin', {}],
    ])
    expect(answers.map(({ error }) => error?.data.code)).toEqual([undefined, 'UNAUTHORIZED', 'UNAUTHORIZED'])
  })
})
