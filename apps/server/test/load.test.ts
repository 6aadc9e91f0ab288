import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { get, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { streamLimits } from '@sarvanom/core'
import { describe, expect, it } from 'vitest'
import { listen } from '../src/listen.ts'
import { admission, app, backlog, base, errorOf, json, log, port, post, seen, setLoad, upload } from './http-app.ts'

const echo = `/trpc/echo?input=${encodeURIComponent('{"text":"a"}')}`
const file = () => {
  const form = new FormData()
  form.append('files', new File(['a'], 'a.txt'))
  return form
}

describe('a server that runs out of memory', () => {
  it('refuses what is new, in the shape of every error, with the time to come back', async () => {
    setLoad({ memory: true, share: 0 })
    for (const answer of [await fetch(base + echo), await post('/trpc/save', '{"text":"a"}'), await upload(file())]) {
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2'])
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      expect(await errorOf(answer)).toMatchObject({ data: { code: 'SERVICE_UNAVAILABLE', httpStatus: 503 } })
    }
    // Not one line for each: a crowd that is refused must not fill the disk.
    expect(seen.logged).toEqual([])
    setLoad({ memory: false, share: 0 })
    expect((await fetch(base + echo)).status).toBe(200)
  })

  it('gives a refusal ids that are in its log line, and lets named origins read it', async () => {
    setLoad({ memory: true, share: 0 })
    log.level = 'debug'
    const origin = 'https://desk.example.com'
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    const answer = await fetch(base + echo, { headers: { origin, traceparent } })
    const { data } = await errorOf(answer)
    expect(data).toMatchObject({
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      requestId: answer.headers.get('x-request-id'),
    })
    expect(seen.logged).toEqual([
      expect.objectContaining({
        level: 'debug',
        msg: 'request refused',
        reason: 'memory',
        requestId: data.requestId,
        traceId: data.traceId,
      }),
    ])
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
    expect(answer.headers.get('access-control-expose-headers')).toContain('retry-after')
    const own = await errorOf(await fetch(base + echo))
    expect(own.data.traceId).toMatch(/^[\da-f]{32}$/)
    const foreign = await fetch(base + echo, { headers: { origin: 'https://elsewhere.example.com' } })
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull()
  })

  it.each(['/health/live', '/health/ready', '/metrics'])('still answers %s', async (path) => {
    setLoad({ memory: true, share: 0 })
    expect((await fetch(base + path)).status).toBe(200)
  })

  it.each(['auth.logout', 'system.info', 'auth.status,system.info?batch=1'])('still answers %s', async (name) => {
    setLoad({ memory: true, share: 0 })
    // The scripted router knows none of them: it was asked.
    expect((await fetch(`${base}/trpc/${name}`)).status).toBe(404)
    expect(
      (await fetch(`${base}/trpc/${name.replace('?', ',echo?')}${name.includes('?') ? '' : ',echo?batch=1'}`)).status,
    ).toBe(503)
  })

  it('counts what it refuses', async () => {
    setLoad({ memory: true, share: 0 })
    await fetch(base + echo)
    const text = await (await fetch(`${base}/metrics`)).text()
    expect(text).toContain('sarvanom_http_requests_shed_total{reason="memory"} 1')
  })
})

describe('a backlog that is too long', () => {
  it('refuses at once who has their share in it, and nobody else', async () => {
    const shed = async () =>
      (await (await fetch(`${base}/metrics`)).text()).match(/shed_total\{reason="queue"\} (\d+)/)?.[1]
    const mine = { headers: { cookie: 'mine' } }
    const held = Array.from({ length: 300 }, () => backlog.enter(['request'], 'mine'))
    backlog.look(1)
    backlog.look(1)
    const refused = await fetch(base + echo, mine)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2'])
    expect(await errorOf(refused)).toMatchObject({ data: { code: 'SERVICE_UNAVAILABLE' } })
    expect((await fetch(`${base}/trpc/auth.status,echo?batch=1`, mine)).status).toBe(503)
    expect(await shed()).toBe('2')
    // Somebody else, by what they show or by where they are; a stream; and what is always served.
    expect((await fetch(base + echo, { headers: { cookie: 'other' } })).status).toBe(200)
    expect((await fetch(base + echo)).status).toBe(200)
    expect((await fetch(`${base}/health/ready`, mine)).status).toBe(200)
    expect((await fetch(`${base}/trpc/search.events`, mine)).status).toBe(404)
    expect((await fetch(`${base}/trpc/auth.logout`, mine)).status).toBe(404)
    for (const leave of held.slice(100)) leave?.()
    expect((await fetch(base + echo, mine)).status).toBe(200)
    expect(seen.logged.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([])
  })
})

describe('turns', () => {
  it('of uploads are over when the answer is sent', async () => {
    await Promise.all(Array.from({ length: 20 }, () => upload(file())))
    expect(admission.count('add')).toEqual({ active: 0, waiting: 0 })
  })

  it('of downloads are over when the last byte is sent', async () => {
    const download = await fetch(`${base}/api/documents/known/original`, { headers: { 'x-user': '1' } })
    await download.text()
    await expect.poll(() => admission.count('download')).toEqual({ active: 0, waiting: 0 })
  })

  it('of large bodies are waited for, and small ones need none', async () => {
    const leave = await Promise.all(Array.from({ length: 4 }, (_, n) => admission.enter('body', `somebody ${n}`)))
    const large = post('/trpc/save', `{"text":"${'x'.repeat(2 * 1024 * 1024)}"}`)
    expect((await post('/trpc/save', '{"text":"small"}')).status).toBe(200)
    await expect.poll(() => admission.count('body')).toEqual({ active: 4, waiting: 1 })
    leave[0]?.()
    expect((await large).status).toBe(200)
    await expect.poll(() => admission.count('body')).toEqual({ active: 3, waiting: 0 })
  })
})

it('a client that goes away while it waits is logged and counted as that, and as no error of the server', async () => {
  const leave = await Promise.all(Array.from({ length: 64 }, (_, n) => admission.enter('download', `somebody ${n}`)))
  const client = new AbortController()
  const headers = { 'x-user': 'member' }
  const asked = fetch(`${base}/api/documents/known/original`, { headers, signal: client.signal })
  await expect.poll(() => admission.count('download').waiting).toBe(1)
  client.abort()
  await expect(asked).rejects.toThrow()
  const route = '/api/documents/:id/original'
  await expect
    .poll(() => seen.logged)
    .toEqual([expect.objectContaining({ msg: 'request', level: 'info', route, status: 499 })])
  const text = await (await fetch(`${base}/metrics`)).text()
  expect(text).toContain(`http_request_duration_seconds_count{method="GET",route="${route}",status="499"} 1`)
  for (const one of leave) one()
})

it('streams are bounded, and one that ends makes room', async () => {
  const headers = { 'x-user': 'a' }
  const open = () =>
    new Promise<{ status: number; end(): void }>((resolve) => {
      const request = get({ port, host: '127.0.0.1', path: '/trpc/count', headers, agent: false }, (response) => {
        response.on('error', () => {})
        response.resume()
        resolve({ status: response.statusCode ?? 0, end: () => request.destroy() })
      })
      request.on('error', () => {})
    })
  const few = 10
  // The rest of what one may have is taken up without connections.
  const rest = Array.from({ length: streamLimits.each - few }, () => admission.openStream('a'))
  const streams = await Promise.all(Array.from({ length: few }, open))
  expect(streams.every(({ status }) => status === 200)).toBe(true)
  const refused = await fetch(`${base}/trpc/count`, { headers })
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5'])
  expect((await errorOf(refused)).message).toContain(`${streamLimits.each} streams`)
  const other = await fetch(`${base}/trpc/count`, { headers: { ...json, 'x-user': 'b' } })
  expect(other.status).toBe(200)
  await other.body?.cancel()
  streams[0]?.end()
  await expect.poll(async () => (await open()).status).toBe(200)
  for (const { end } of streams) end()
  for (const close of rest) close()
})

describe('a reader that takes nothing', () => {
  const stall = async (at: number) => {
    const socket = connect(at, '127.0.0.1')
    await once(socket, 'connect')
    socket.pause()
    socket.write('GET /trpc/flood HTTP/1.1\r\nHost: localhost\r\n\r\n')
    return socket
  }

  it('stops the stream from running ahead of it, which goes on when it reads again', async () => {
    const responses: ServerResponse[] = []
    const seeRequest = (message: unknown) => responses.push((message as { response: ServerResponse }).response)
    subscribe('http.server.request.start', seeRequest)
    const socket = await stall(port)
    let before = -1
    // What the kernel holds for it is its own business, and bounded.
    while (before !== seen.flooded || before === 0) {
      before = seen.flooded
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
    unsubscribe('http.server.request.start', seeRequest)
    expect(responses).toHaveLength(1)
    expect(responses[0]?.writableLength).toBeLessThan(256 * 1024)
    socket.resume()
    await expect.poll(() => seen.flooded).toBeGreaterThan(before)
    socket.destroy()
    await expect.poll(() => seen.ended).toEqual(['flood'])
  })

  it('is cut off in the end, and its stream with it', async () => {
    const impatient = await listen('127.0.0.1', 0, { idle: 300, linger: 0 })
    impatient.serve(app.fetch)
    const socket = await stall(impatient.port)
    socket.on('error', () => {})
    await expect.poll(() => seen.flooded).toBeGreaterThan(0)
    await expect.poll(() => seen.ended, { timeout: 60_000 }).toEqual(['flood'])
    socket.destroy()
    await impatient.close()
  })
})
