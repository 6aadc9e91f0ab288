import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { DomainError, notFound } from '@sarvanom/core'
import { initTRPC } from '@trpc/server'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Listener, listen } from '../listen.ts'
import { describeError } from '../logger.ts'
import { createApp } from './app.ts'
import { type Check, type CheckName, openReadiness } from './health.ts'

const t = initTRPC.create()
const router = t.router({
  echo: t.procedure.input(z.object({ text: z.string() })).query(({ input }) => input.text),
  save: t.procedure.input(z.object({ text: z.string() })).mutation(({ input }) => input.text.length),
  fail: t.procedure.query(() => {
    throw new Error('the inside')
  }),
  count: t.procedure.subscription(async function* ({ signal }) {
    for (let n = 1; !signal?.aborted; n++) {
      yield n
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    ended.push('count')
  }),
})

const ended: string[] = []
const received: { name: string; bytes: number }[] = []
const logged: Record<string, unknown>[] = []
const healthy: Record<CheckName, Check> = {
  database: async () => 'answers',
  index: async () => 'answers',
  files: async () => 'answers',
  jobs: async () => 'answers',
  models: async () => ({ off: 'not configured' }),
}
let folder = ''
let listener: Listener
let base = ''
let stopping: AbortController
let checks: Record<CheckName, Check>

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sarvanom-web-'))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><script>theme()</script><title>SarvanOM</title>')
  writeFileSync(join(folder, 'assets/app-1a2b.js'), `export const text = '${'long '.repeat(1000)}'`)
  ended.length = received.length = logged.length = 0
  stopping = new AbortController()
  checks = { ...healthy }
  const log = pino(
    { base: null, serializers: { err: (error: unknown) => describeError(error) } },
    { write: (line) => logged.push(JSON.parse(line)) },
  )
  listener = await listen('127.0.0.1', 0)
  base = `http://localhost:${listener.port}`
  const app = createApp<string>({
    log,
    registry: new Registry(),
    publicUrl: 'https://sarvanom.example.org',
    webFolder: folder,
    metricsToken: 'a-token-for-prometheus',
    readiness: openReadiness(new Proxy(checks, { get: (_target, name: CheckName) => checks[name] }), () =>
      performance.now(),
    ),
    stopping: stopping.signal,
    trpc: { router, createContext: () => ({}) },
    documents: {
      async actorOf(c) {
        if (c.req.header('x-user') === undefined) throw new DomainError('UNAUTHORIZED', 'Sign in first')
        return 'somebody'
      },
      async addFiles({ collectionId, files }) {
        if (collectionId === 'full') throw Object.assign(new Error('write'), { code: 'ENOSPC' })
        if (collectionId === 'gone') throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
        for await (const file of files) {
          let bytes = 0
          for await (const part of file.stream) {
            bytes += part.byteLength
            if (collectionId === 'picky' && bytes > 10) break
          }
          received.push({ name: file.name, bytes })
        }
        return { documents: received.map(({ name }) => ({ id: name, title: name, status: 'queued' })) }
      },
      async openOriginal({ documentId }) {
        if (documentId !== 'known') throw notFound()
        return { fileName: 'Übersicht "1".html', size: 5, stream: Readable.from(['hello']) }
      },
    },
  })
  listener.serve(app.fetch)
})
afterEach(async () => {
  stopping.abort()
  await listener.close()
  rmSync(folder, { recursive: true, force: true })
})

const json = { 'content-type': 'application/json' }
const post = (path: string, body: string | Uint8Array | ReadableStream, headers: Record<string, string> = json) =>
  fetch(base + path, { method: 'POST', body, headers, ...(typeof body === 'string' ? {} : { duplex: 'half' }) })
interface Told {
  error: { message: string; data: { httpStatus: number; fields: { path: string }[] } }
  status: string
  checks: Record<string, { status: string; message: string }>
}
const bodyOf = async (response: Response) => (await response.json()) as Told
const errorOf = async (response: Response) => (await bodyOf(response)).error
const upload = (form: FormData, query = 'collectionId=c') =>
  fetch(`${base}/api/documents?${query}`, { method: 'POST', body: form, headers: { 'x-user': '1' } })

describe('every response', () => {
  it.each(['/', '/library/1', '/health/live', '/trpc/echo', '/api/nothing', '/assets/gone.js'])(
    'of %s carries the security headers and an id',
    async (path) => {
      const { headers } = await fetch(base + path)
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'self'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('unsafe')
      expect(policy).toMatch(/script-src 'self' 'sha256-[^']+';/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('permissions-policy')).toContain('camera=()')
      expect(headers.get('strict-transport-security')).toContain('max-age=')
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    },
  )

  it('is logged by route, without what the client wrote', async () => {
    await fetch(`${base}/trpc/echo?input=${encodeURIComponent('{"text":"my private question"}')}`)
    await fetch(`${base}/trpc/my%20private%20question`)
    await fetch(`${base}/api/my-private-question?q=private`)
    await post('/trpc/save', '{"text":"my private question"}')
    expect(logged.map(({ route }) => route)).toEqual(['/trpc/echo', '/trpc/*', '/api/*', '/trpc/save'])
    expect(JSON.stringify(logged)).not.toContain('private')
    expect(logged[0]).toMatchObject({
      method: 'GET',
      status: 200,
      requestId: expect.any(String),
      ms: expect.any(Number),
    })
  })
})

describe('a cookie', () => {
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

  it('cannot hold an unbounded batch', async () => {
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
      data: { code: 'NOT_FOUND', httpStatus: 404, requestId: refused.headers.get('x-request-id') },
    })
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

describe('uploads', () => {
  it('take any number of files', async () => {
    const form = new FormData()
    form.append('files', new File(['one'], 'α.txt'))
    form.append('note', 'ignored')
    form.append('files', new File([new Uint8Array(3_000_000)], '../../two.bin'))
    form.append('files', new File([], 'empty'))
    const response = await upload(form)
    expect(response.status).toBe(202)
    expect(received).toEqual([
      { name: 'α.txt', bytes: 3 },
      { name: 'two.bin', bytes: 3_000_000 },
      { name: 'empty', bytes: 0 },
    ])
  })

  it('go on with the next file when one is not read to its end', async () => {
    const form = new FormData()
    form.append('files', new File([new Uint8Array(2_000_000)], 'huge'))
    form.append('files', new File(['ok'], 'small'))
    expect((await upload(form, 'collectionId=picky')).status).toBe(202)
    expect(received.map(({ name }) => name)).toEqual(['huge', 'small'])
  })

  it('name what is missing or malformed', async () => {
    expect(await errorOf(await upload(new FormData(), ''))).toMatchObject({
      data: { fields: [{ path: 'collectionId' }] },
    })
    const as = (type: string, body = 'x') =>
      post('/api/documents?collectionId=c', body, { 'content-type': type, 'x-user': '1' })
    expect((await as('text/plain')).status).toBe(400)
    expect((await as('multipart/form-data')).status).toBe(400)
    expect((await as('multipart/form-data; boundary=b', '--b\r\nbroken')).status).toBe(400)
  })

  it('need somebody who is signed in, before anything is read', async () => {
    const form = new FormData()
    form.append('files', new File([new Uint8Array(1_000_000)], 'a'))
    const response = await fetch(`${base}/api/documents?collectionId=c`, { method: 'POST', body: form })
    expect(response.status).toBe(401)
    expect(received).toEqual([])
  })

  it('that break off do no harm', async () => {
    const socket = connect(listener.port, '127.0.0.1')
    socket.write(
      'POST /api/documents?collectionId=c HTTP/1.1\r\nHost: localhost\r\nX-User: 1\r\nContent-Length: 100000\r\n' +
        'Content-Type: multipart/form-data; boundary=b\r\n\r\n' +
        '--b\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\nhalf of it',
    )
    await new Promise((resolve) => setTimeout(resolve, 100))
    socket.destroy()
    await expect.poll(() => logged.length).toBeGreaterThan(0)
    expect(received).toEqual([])
    expect((await fetch(`${base}/health/live`)).status).toBe(200)
  })
})

describe('the original of a document', () => {
  it('is a download and never a page', async () => {
    const response = await fetch(`${base}/api/documents/known/original`, { headers: { 'x-user': '1' } })
    expect(await response.text()).toBe('hello')
    expect(response.headers.get('content-type')).toBe('application/octet-stream')
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="_bersicht _1_.html"; filename*=UTF-8''%C3%9Cbersicht%20%221%22.html`,
    )
  })
})

describe('a stream', () => {
  const open = (signal?: AbortSignal) =>
    fetch(`${base}/trpc/count`, { headers: { accept: 'text/event-stream' }, ...(signal ? { signal } : {}) })

  it('arrives event by event, and its work ends when the watcher leaves', async () => {
    const leaving = new AbortController()
    const response = await open(leaving.signal)
    expect(response.headers.get('content-encoding')).toBeNull()
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let seen = ''
    while (!seen.includes('data: 3')) seen += (await reader?.read())?.value ?? ''
    leaving.abort()
    await expect.poll(() => ended).toEqual(['count'])
  })

  it('is cut without a last word when the server stops, so that its watcher reconnects', async () => {
    const response = await open()
    setTimeout(() => stopping.abort(), 100)
    const text = await response.text()
    expect(text).toContain('data: 1')
    expect(text).not.toContain('event: return')
    await expect.poll(() => ended).toEqual(['count'])
  })
})

describe('readiness', () => {
  const ready = (headers: Record<string, string> = {}) => fetch(`${base}/health/ready`, { headers })

  it('tells each part with what was found and how long it took', async () => {
    const response = await ready()
    expect(response.status).toBe(200)
    const { status, checks: told } = await bodyOf(response)
    expect(status).toBe('ok')
    expect(Object.keys(told)).toEqual(['database', 'index', 'files', 'jobs', 'models'])
    expect(told.database).toEqual({ status: 'ok', message: 'answers', latencyMs: expect.any(Number) })
    expect(told.models).toMatchObject({ status: 'off' })
  })

  it('fails with a part that fails or hangs, and names it', async () => {
    checks.database = async () => {
      throw new Error('connect ECONNREFUSED postgres://me:secret@db:1/x')
    }
    checks.index = () => new Promise(() => {})
    const response = await ready()
    expect(response.status).toBe(503)
    const { checks: told } = await bodyOf(response)
    expect(told.database).toMatchObject({ status: 'failed', message: expect.stringContaining('ECONNREFUSED') })
    expect(JSON.stringify(told)).not.toContain('secret')
    expect(told.index).toMatchObject({ status: 'failed', message: 'no answer within 2 s' })
  })

  it('tells details to this machine alone', async () => {
    const told = await bodyOf(await ready({ 'x-forwarded-for': '203.0.113.7' }))
    expect(told.checks.database).toEqual({ status: 'ok' })
    expect((await bodyOf(await ready({ via: '1.1 proxy' }))).checks.database).toEqual({ status: 'ok' })
  })
})

describe('metrics', () => {
  it('are for this machine and for who knows the token', async () => {
    await fetch(`${base}/trpc/echo?input=${encodeURIComponent('{"text":"a"}')}`)
    const local = await fetch(`${base}/metrics`)
    expect(await local.text()).toMatch(
      /sarvanom_http_request_duration_seconds_count\{method="GET",route="\/trpc\/echo",status="200"\} 1/,
    )
    const from = { 'x-forwarded-for': '203.0.113.7' }
    expect((await fetch(`${base}/metrics`, { headers: from })).status).toBe(404)
    const withToken = (token: string) =>
      fetch(`${base}/metrics`, { headers: { ...from, authorization: `Bearer ${token}` } })
    expect((await withToken('a-token-for-prometheus')).status).toBe(200)
    expect((await withToken('another-token-for-prometheus')).status).toBe(404)
  })
})

describe('the web app', () => {
  it('answers every page address, revalidated each time', async () => {
    for (const path of ['/', '/threads/1?claim=2', '/a.b']) {
      const response = await fetch(base + path)
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toContain('text/html')
      expect(response.headers.get('cache-control')).toBe('no-cache')
    }
    const etag = (await fetch(base)).headers.get('etag') ?? ''
    expect((await fetch(base, { headers: { 'if-none-match': etag } })).status).toBe(304)
  })

  it('has hashed files that are compressed and cached for good', async () => {
    const response = await fetch(`${base}/assets/app-1a2b.js`, { headers: { 'accept-encoding': 'br' } })
    expect(response.headers.get('cache-control')).toContain('immutable')
    expect(response.headers.get('content-encoding')).toBe('br')
    expect(Number(response.headers.get('content-length'))).toBeLessThan(500)
    expect(await response.text()).toContain('long long')
    expect((await fetch(`${base}/assets/app-0000.js`)).status).toBe(404)
  })

  it.each(['/..%2f..%2fpackage.json', '/assets/..%2findex.html', '/%00', '/assets/%2e%2e/%2e%2e/etc/passwd'])(
    '%s never becomes a path on the disk',
    async (path) => {
      const text = await (await fetch(base + path)).text()
      expect(text).not.toContain('"scripts"')
      expect(text).not.toContain('root:')
    },
  )

  it('is not there before the server is ready, and says so', async () => {
    const early = await listen('127.0.0.1', 0)
    const at = (path: string) => fetch(`http://127.0.0.1:${early.port}${path}`)
    expect((await at('/health/live')).status).toBe(200)
    expect(await (await at('/health/ready')).json()).toMatchObject({ status: 'starting' })
    const response = await at('/trpc/echo')
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
    await early.close()
  })
})
