import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { listen } from '../src/listen.ts'
import { base, bodyOf, checks, finds } from './http-app.ts'

describe('readiness', () => {
  const ready = (headers: Record<string, string> = {}) => fetch(`${base}/health/ready`, { headers })

  it('tells each part with what was found and how long it took', async () => {
    const response = await ready()
    expect(response.status).toBe(200)
    const { status, checks: told } = await bodyOf(response)
    expect(status).toBe('ok')
    expect(Object.keys(told)).toEqual(['database', 'index', 'files', 'jobs', 'models', 'disk', 'mail'])
    expect(told.database).toMatchObject({ status: 'ok', message: 'answers', latencyMs: expect.any(Number) })
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

  it('stays in service with limits, and says so', async () => {
    checks.models = finds('failed', 'the provider is silent')
    const limited = await ready()
    expect(limited.status).toBe(200)
    expect(await bodyOf(limited)).toMatchObject({ status: 'degraded', checks: { models: { status: 'failed' } } })
  })

  it('tries each part once however many ask at once, also while one hangs, and not again until that one has ended', async () => {
    const tries = { database: 0, index: 0 }
    let answer = () => {}
    checks.database = async (signal) => {
      tries.database += 1
      return await finds('ok')(signal)
    }
    checks.index = (signal) => {
      tries.index += 1
      if (tries.index > 1) return finds('ok')(signal)
      return new Promise((resolve) => {
        answer = () => resolve({ status: 'ok', code: 'error', values: {}, message: 'at last' })
      })
    }
    const all = await Promise.all(Array.from({ length: 1000 }, () => ready()))
    expect(all.every(({ status }) => status === 503)).toBe(true)
    await Promise.all(all.map((response) => response.body?.cancel()))
    expect(tries.index).toBe(1)
    expect(tries.database).toBeLessThanOrEqual(60)
    expect((await ready()).status).toBe(503)
    expect(tries.index).toBe(1)
    answer()
    await expect.poll(async () => (await ready()).status, { timeout: 60_000 }).toBe(200)
    expect(tries.index).toBe(2)
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
    expect((await fetch(`${base}/metrics`, { headers: from })).status).toBe(401)
    const withToken = (token: string) =>
      fetch(`${base}/metrics`, { headers: { ...from, authorization: `Bearer ${token}` } })
    expect((await withToken('a-token-for-prometheus')).status).toBe(200)
    expect((await withToken('another-token-for-prometheus')).status).toBe(401)
  })
})

describe('the web app', () => {
  it('answers every page address, new each time', async () => {
    for (const path of ['/', '/threads/1?claim=2', '/a.b']) {
      const response = await fetch(base + path)
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toContain('text/html')
      expect(response.headers.get('cache-control')).toBe('no-store')
    }
    expect((await fetch(base, { method: 'HEAD' })).status).toBe(200)
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

describe('a client that takes its time', () => {
  /** What the server answers to bytes that never become a request. */
  async function answerTo(bytes: string, patience: Parameters<typeof listen>[2]) {
    const slow = await listen('127.0.0.1', 0, patience)
    slow.serve(() => new Promise(() => {}))
    const socket = connect(slow.port, '127.0.0.1')
    let answer = ''
    socket.on('data', (data) => {
      answer += data
    })
    socket.write(bytes)
    await new Promise((resolve) => socket.once('close', resolve))
    await slow.close()
    return answer
  }

  it('over the headers of a request is cut off', async () => {
    const answer = await answerTo('GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ', {
      headers: 50,
      request: 50,
      look: 20,
    })
    expect(answer).toMatch(/^HTTP\/1.1 408 /)
  })

  it('over a body that has stopped coming is cut off', async () => {
    await answerTo('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf', { idle: 50 })
  })
})
