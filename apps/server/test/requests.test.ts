import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { base, errorOf, json, post, seen, upload } from './http-app.ts'

describe('every response', () => {
  it.each(['/', '/library/1', '/health/live', '/trpc/echo', '/api/nothing', '/assets/gone.js'])(
    'of %s carries the security headers and an id',
    async (path) => {
      const { headers } = await fetch(base + path)
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'self'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('unsafe')
      expect(policy).toMatch(/script-src 'self'(?: 'nonce-[^']+')?;/)
      expect(policy).toContain("style-src 'self';")
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('permissions-policy')).toContain('camera=()')
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
      expect(headers.get('x-permitted-cross-domain-policies')).toBe('none')
      expect(headers.get('origin-agent-cluster')).toBe('?1')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('strict-transport-security')).toContain('max-age=')
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    },
  )

  it('row 20: lets only the scripts of its own page run, by a nonce that is new each time', async () => {
    const nonces = await Promise.all(
      ['/', '/', '/library/1'].map(async (path) => {
        const response = await fetch(base + path)
        const nonce = /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy') ?? '')?.[1] ?? ''
        expect(await response.text()).toContain(`<script nonce="${nonce}">theme()</script>`)
        return nonce
      }),
    )
    expect(new Set(nonces).size).toBe(3)
    expect(Buffer.from(nonces[0] ?? '', 'base64')).toHaveLength(16)
    const { headers } = await fetch(`${base}/assets/app-1a2b.js`)
    expect(headers.get('content-security-policy')).not.toContain('nonce')
  })

  it('is seen.logged by route, without what the client wrote', async () => {
    await fetch(`${base}/trpc/echo?input=${encodeURIComponent('{"text":"my private question"}')}`)
    await fetch(`${base}/trpc/my%20private%20question`)
    await fetch(`${base}/api/my-private-question?q=private`)
    await post('/trpc/save', '{"text":"my private question"}')
    expect(seen.logged.map(({ route }) => route)).toEqual(['/trpc/echo', '/trpc/*', '/api/*', '/trpc/save'])
    expect(JSON.stringify(seen.logged)).not.toContain('private')
    expect(seen.logged[0]).toMatchObject({
      method: 'GET',
      status: 200,
      requestId: expect.any(String),
      ms: expect.any(Number),
    })
  })
})

describe('row 20: a cookie', () => {
  const send = (headers: Record<string, string>, method = 'POST') =>
    fetch(`${base}/trpc/${method === 'POST' ? 'save' : 'echo?input=%7B%22text%22%3A%22a%22%7D'}`, {
      method,
      headers: { ...json, ...headers },
      ...(method === 'POST' ? { body: '{"text":"a"}' } : {}),
    })

  it.each([
    ['without an origin', {}],
    ['from another site', { origin: 'https://evil.example' }],
    ['from an opaque origin', { origin: 'null' }],
    ['from another port', { origin: 'http://localhost:1' }],
    ['from another site by Sec-Fetch-Site', { origin: 'https://sarvanom.example.org', 'sec-fetch-site': 'cross-site' }],
    ['from a sibling site', { origin: 'https://sarvanom.example.org', 'sec-fetch-site': 'same-site' }],
    ['from an allowed web app', { origin: 'https://desk.example.com' }],
    ['with a token, from another site', { origin: 'https://evil.example', authorization: 'Bearer x' }],
    ['from a name that only begins like ours', { origin: 'https://sarvanom.example.org.evil.example' }],
  ])('changes nothing when sent %s', async (_name, headers) => {
    const response = await send({ cookie: 'sarvanom=x', ...headers })
    expect(response.status).toBe(403)
    expect(await errorOf(response)).toMatchObject({ data: { code: 'FORBIDDEN', httpStatus: 403 } })
  })

  it('works from our own address, from the public one, and where nothing is changed', async () => {
    expect((await send({ cookie: 'a=b', origin: base })).status).toBe(200)
    expect((await send({ cookie: 'a=b', origin: 'https://sarvanom.example.org' })).status).toBe(200)
    expect((await send({ cookie: 'a=b', origin: 'https://evil.example' }, 'GET')).status).toBe(200)
    expect((await send({})).status).toBe(200)
    expect((await send({ authorization: 'Bearer x' })).status).toBe(200)
  })

  it('that is not there yet cannot be had for a foreign page', async () => {
    expect((await send({ origin: 'https://evil.example' })).status).toBe(403)
    expect((await send({ 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  })
})

describe('web apps of other addresses', () => {
  const preflight = (origin: string, path = '/trpc/save') =>
    fetch(base + path, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } })

  it('are let in where the settings name them, without cookies', async () => {
    const { status, headers } = await preflight('https://desk.example.com')
    expect(status).toBe(204)
    expect(headers.get('access-control-allow-origin')).toBe('https://desk.example.com')
    expect(headers.get('access-control-allow-headers')).toContain('authorization')
    expect(headers.get('access-control-allow-credentials')).toBeNull()
    const response = await post('/trpc/save', '{"text":"a"}', { ...json, origin: 'https://desk.example.com' })
    expect(response.status).toBe(200)
    expect(response.headers.get('access-control-allow-origin')).toBe('https://desk.example.com')
    expect(response.headers.get('vary')).toContain('Origin')
  })

  it('are refused where they are not named', async () => {
    for (const origin of ['https://evil.example', 'https://desk.example.com.evil.example', 'null']) {
      expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull()
      const read = await fetch(`${base}/trpc/echo?input=%7B%22text%22%3A%22a%22%7D`, { headers: { origin } })
      expect(read.headers.get('access-control-allow-origin')).toBeNull()
    }
  })
})

describe('a body', () => {
  it.each([
    ['that is not JSON', '{"text":', 400],
    ['that is not an object', '"text"', 400],
    ['of the wrong shape', '{"text":1}', 400],
    ['with broken UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 400],
    ['over the limit', `{"text":"${'x'.repeat(10 * 1024 * 1024)}"}`, 413],
    [
      'over the limit, of unknown length',
      () =>
        Readable.toWeb(
          Readable.from(Array.from({ length: 11 }, () => Buffer.alloc(1024 * 1024, 32))),
        ) as ReadableStream,
      413,
    ],
  ] as const)('%s is refused', async (_name, body, status) => {
    const response = await post('/trpc/save', typeof body === 'function' ? body() : body)
    expect(response.status).toBe(status)
    expect((await errorOf(response)).data.httpStatus).toBe(status)
    expect((await post('/trpc/save', '{"text":"still alive"}')).status).toBe(200)
  })

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/octet-stream',
  ])('of the type %s is no procedure call', async (type) => {
    expect((await post('/trpc/save', '{"text":"a"}', { 'content-type': type })).status).toBe(415)
  })

  it('may carry a query, so that a long question stays out of the address', async () => {
    expect(await (await post('/trpc/echo', '{"text":"a"}')).json()).toEqual({ result: { data: 'a' } })
  })

  it('row 18: cannot hold an unbounded batch', async () => {
    const names = Array.from({ length: 50 }, () => 'save').join(',')
    expect((await post(`/trpc/${names}?batch=1`, '{}')).status).toBe(400)
  })
})

describe('errors', () => {
  it('show an id and nothing of the inside', async () => {
    const response = await fetch(`${base}/api/documents/known/original`, { headers: { 'x-user': '1', range: 'x' } })
    expect(response.status).toBe(200)
    const refused = await fetch(`${base}/api/documents/unknown/original`, { headers: { 'x-user': '1' } })
    expect(await errorOf(refused)).toEqual({
      message: 'Not found',
      data: {
        code: 'NOT_FOUND',
        httpStatus: 404,
        requestId: refused.headers.get('x-request-id'),
        traceId: expect.stringMatching(/^[\da-f]{32}$/),
      },
    })
  })

  it('row 24: of the inside are told by an id alone', async () => {
    const response = await fetch(`${base}/api/documents/known/original`, { headers: { 'x-user': 'broken' } })
    expect([response.status, await errorOf(response)]).toEqual([
      500,
      {
        message: 'Something went wrong. The request id helps to find it in the log.',
        data: {
          code: 'INTERNAL_SERVER_ERROR',
          httpStatus: 500,
          requestId: response.headers.get('x-request-id'),
          traceId: expect.stringMatching(/^[\da-f]{32}$/),
        },
      },
    ])
    // Prisma prints the arguments of a call below the first line of its message.
    expect(JSON.stringify(seen.logged)).not.toContain('private arguments')
  })

  it.each(['/api', '/api/unknown', '/trpc/unknown', '/trpc', '/health/unknown'])(
    '%s is a 404 in JSON',
    async (path) => {
      const response = await fetch(base + path)
      expect(response.status).toBe(404)
      expect((await errorOf(response)).data.httpStatus).toBe(404)
    },
  )

  it('of the database and the disk tell when to come back', async () => {
    const form = () => {
      const data = new FormData()
      data.append('files', new File(['a'], 'a.txt'))
      return data
    }
    const gone = await upload(form(), 'collectionId=gone')
    expect([gone.status, gone.headers.get('retry-after')]).toEqual([503, '2'])
    expect((await upload(form(), 'collectionId=full')).status).toBe(507)
  })
})
