import { openTestCore, type TestCore } from '@sarvanom/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessTable, appRouter, assertAccessDeclared, createApiContext, createCallerFactory } from '../index.ts'
import { publicProcedure, router } from '../procedures.ts'

let test: TestCore
const createCaller = createCallerFactory(appRouter)

/** A browser: keeps the cookie that the server sets. */
function browser() {
  let cookie = ''
  const context = (signal = new AbortController().signal) =>
    createApiContext(test.core)({
      headers: new Headers(cookie ? { cookie } : {}),
      requestId: 'req-1',
      signal,
      remoteAddress: '127.0.0.1',
      setCookie: (value) => {
        cookie = value.split(';')[0] ?? ''
      },
    })
  return { call: (signal?: AbortSignal) => createCaller(context(signal)), cookie: () => cookie }
}

const person = { email: 'ada@example.org', password: 'correct-horse-battery-9', name: 'Ada' }
const admin = browser()

beforeAll(async () => {
  test = await openTestCore({ setupCode: 'test-setup-code' })
  await admin.call().auth.setup({ ...person, setupCode: 'test-setup-code' })
})
afterAll(() => test.close())

describe('access', () => {
  it('is declared by every procedure', () => {
    expect(() => assertAccessDeclared(appRouter)).not.toThrow()
  })

  it('row 15: is asked for by name: a procedure that is not in the table answers nothing', async () => {
    const careless = createCallerFactory(router({ open: publicProcedure.query(() => 1) }))
    const context = createApiContext(test.core)({
      headers: new Headers(),
      requestId: 'r',
      signal: new AbortController().signal,
      remoteAddress: undefined,
      setCookie: () => {},
    })
    await expect(careless(context).open()).rejects.toMatchObject({ code: 'INTERNAL_SERVER_ERROR' })
  })

  it('refuses every procedure but the public ones without a session', async () => {
    const closed = Object.keys(appRouter._def.procedures).filter((name) => accessTable[name]?.who !== 'anyone')
    expect(closed.length).toBeGreaterThan(70)
    for (const name of closed) {
      const call = name
        .split('.')
        .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], browser().call()) as (
        input: unknown,
      ) => Promise<unknown>
      await expect(call({}), name).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    }
  })

  it('needs the permission where one is declared', async () => {
    const member = await test.addUser('member')
    const { setCookie } = await test.core.sessions.create(member.userId, { userAgent: undefined, address: undefined })
    const cookie = setCookie.split(';')[0] ?? ''
    const context = createApiContext(test.core)({
      headers: new Headers({ cookie }),
      requestId: 'r',
      signal: new AbortController().signal,
      remoteAddress: undefined,
      setCookie: () => {},
    })
    await expect(createCaller(context).system.info()).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(admin.call().system.info()).resolves.toMatchObject({ node: process.version })
  })
})

describe('signing in and out', () => {
  it('tells who is signed in, and nobody after signing out', async () => {
    const visitor = browser()
    expect(await visitor.call().auth.status()).toMatchObject({ setupNeeded: false, user: null })
    await visitor.call().auth.login(person)
    expect(await visitor.call().auth.status()).toMatchObject({ user: { email: person.email, role: 'administrator' } })
    const old = visitor.cookie()
    await visitor.call().auth.logout()
    expect(await visitor.call().auth.status()).toMatchObject({ user: null })
    expect(await test.core.sessions.read(old)).toBeUndefined()
  })

  it('gives a new session at every sign-in and ends the one before', async () => {
    const visitor = browser()
    await visitor.call().auth.login(person)
    const first = visitor.cookie()
    await visitor.call().auth.login(person)
    expect(visitor.cookie()).not.toBe(first)
    expect(await test.core.sessions.read(first)).toBeUndefined()
  })
})

describe('a client that goes away', () => {
  const counted = async (code: string) => {
    const { values } = await test.core.metrics.procedureDuration.get()
    const own = values.filter(({ labels }) => labels.procedure === 'collections.list' && labels.code === code)
    return own.find(({ metricName }) => metricName?.endsWith('_count'))?.value ?? 0
  }

  it('while its call waits is no error of the server', async () => {
    const gone = new AbortController()
    gone.abort('Error: aborted')
    await expect(admin.call(gone.signal).collections.list({})).rejects.toMatchObject({ code: 'CLIENT_CLOSED_REQUEST' })
    expect([await counted('client_closed_request'), await counted('service_unavailable')]).toEqual([1, 0])
  })

  it('is refused as any other where it may not call', async () => {
    const gone = new AbortController()
    gone.abort()
    await expect(browser().call(gone.signal).collections.list({})).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  })
})

describe('bad input', () => {
  it.each([
    ['an empty question', ''],
    ['a blank question', ' \n '],
    ['a question that is too long', 'a'.repeat(10_001)],
    ['a question with NUL', 'what\0ever'],
    ['half of a surrogate pair', 'what \ud800 is'],
  ])('refuses %s and names the field', async (_name, question) => {
    await expect(admin.call().search.ask({ question })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      cause: { issues: [expect.objectContaining({ path: ['question'] })] },
    })
  })

  it('takes a question of 10,000 characters', async () => {
    await expect(admin.call().search.ask({ question: `why ${'a'.repeat(9_996)}` })).resolves.toMatchObject({
      runId: expect.any(String),
    })
  })

  it.each(['no-such-id', '00000000-0000-7000-8000-000000000000'])(
    'answers NOT_FOUND for the unknown id %s',
    async (id) => {
      const api = admin.call()
      const refused = { code: 'NOT_FOUND', message: 'Not found' }
      await expect(api.queries.get({ id })).rejects.toMatchObject(refused)
      await expect(api.collections.get({ id })).rejects.toMatchObject(refused)
      await expect(api.documents.get({ id })).rejects.toMatchObject(refused)
      await expect(api.agents.get({ id })).rejects.toMatchObject(refused)
      await expect(api.threads.get({ id })).rejects.toMatchObject(refused)
      await expect(api.search.ask({ question: 'q', collectionIds: [id] })).rejects.toMatchObject(refused)
      await expect(api.search.retrieve({ query: 'q', collectionIds: [id] })).rejects.toMatchObject(refused)
    },
  )

  it('refuses an id that cannot be one', async () => {
    await expect(admin.call().queries.get({ id: 'a\0b' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})
