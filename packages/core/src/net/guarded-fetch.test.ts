import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FetchRefused, type GuardedFetchOptions, guardedFetch } from './index.ts'

let server: Server
let port = 0
let asked: { path: string; headers: Record<string, unknown> }[]
let answer: RequestListener
beforeEach(async () => {
  asked = []
  answer = (_request, response) => response.end('hello')
  server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', headers: request.headers })
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterEach(
  () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
)

/** Stands for the public internet; everything else is private. */
const mayConnect = (address: string) => address === '127.0.0.1'
const resolve = async () => ['127.0.0.1']
const read = async (url: string, options: GuardedFetchOptions = {}) => {
  const fetched = await guardedFetch(url, { mayConnect, resolve, ...options })
  return { ...fetched, text: await text(fetched.body) }
}
const refused = (reason: string) => expect.objectContaining({ name: 'FetchRefused', reason })

describe('a page', () => {
  test('is asked for in nobody’s name', async () => {
    const { text, url } = await read(`http://public.example:${port}/a?b#c`)
    expect([text, url.pathname]).toEqual(['hello', '/a'])
    expect(asked).toEqual([{ path: '/a?b', headers: expect.objectContaining({ 'user-agent': 'SarvanOM' }) }])
    expect(asked[0]?.headers).not.toHaveProperty('cookie')
    expect(asked[0]?.headers).not.toHaveProperty('authorization')
    expect(asked[0]?.headers).not.toHaveProperty('referer')
  })

  test('is unpacked, and followed where it moved', async () => {
    answer = (request, response) => {
      if (request.url === '/old') return response.writeHead(301, { location: '/new', 'set-cookie': 'a=b' }).end()
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('packed'))
    }
    const { text, url } = await read(`http://public.example:${port}/old`)
    expect([text, url.pathname]).toEqual(['packed', '/new'])
    expect(asked[1]?.headers).not.toHaveProperty('cookie')
  })

  test.each(['ftp://public.example/', 'file:///etc/passwd', 'gopher://x/', 'data:text/plain,x', 'no address'])(
    'at %s is not fetched',
    async (url) => {
      await expect(read(url)).rejects.toEqual(refused('address'))
    },
  )

  test('whose address holds a password is not fetched', async () => {
    await expect(read(`http://me:word@public.example:${port}/`)).rejects.toEqual(refused('address'))
    expect(asked).toEqual([])
  })

  test.each([404, 500, 304])('that answers %i is no page', async (status) => {
    answer = (_request, response) => response.writeHead(status).end()
    await expect(read(`http://public.example:${port}/`)).rejects.toEqual(refused('status'))
  })

  test('that redirects without end is given up', async () => {
    answer = (_request, response) => response.writeHead(302, { location: '/' }).end()
    await expect(read(`http://public.example:${port}/`)).rejects.toEqual(refused('redirects'))
    expect(asked).toHaveLength(6)
  })

  test('that never ends, breaks off, or cannot be unpacked fails with a reason', async () => {
    answer = (_request, response) => response.writeHead(200).write('begun')
    await expect(read(`http://public.example:${port}/`, { timeoutMs: 200 })).rejects.toEqual(refused('timeout'))
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('begun')
      setTimeout(() => response.destroy(), 20)
    }
    await expect(read(`http://public.example:${port}/`)).rejects.toEqual(refused('connection'))
    answer = (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip at all')
    await expect(read(`http://public.example:${port}/`)).rejects.toEqual(refused('connection'))
    answer = (_request, response) => response.writeHead(200, { 'content-encoding': 'zstd' }).end('x')
    await expect(read(`http://public.example:${port}/`)).rejects.toEqual(refused('status'))
  })
})

describe('row 22: an address that is not public', () => {
  // Without the injected rule: what a person would type to reach the inside.
  test.each([
    'http://127.0.0.1',
    'http://localhost',
    'http://2130706433',
    'http://0x7f.1',
    'http://0177.0.0.1',
    'http://[::1]',
    'http://[::ffff:127.0.0.1]',
    'http://[::ffff:7f00:1]',
    'http://0.0.0.0',
  ])('%s is refused before anything is sent', async (origin) => {
    await expect(guardedFetch(`${origin}:${port}/`)).rejects.toEqual(refused('not-public'))
    expect(asked).toEqual([])
  })

  test('is refused behind a redirect', async () => {
    for (const inside of [`http://127.0.0.2:${port}/`, 'http://169.254.169.254/latest/meta-data/', 'http://[::1]/']) {
      answer = (_request, response) => response.writeHead(302, { location: inside }).end()
      await expect(read(`http://public.example:${port}/`)).rejects.toEqual(refused('not-public'))
    }
    answer = (_request, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end()
    await expect(read(`http://public.example:${port}/`)).rejects.toEqual(refused('address'))
  })

  test('is refused among good ones, and a name is looked up once a connection', async () => {
    await expect(
      read(`http://public.example:${port}/`, { resolve: async () => ['127.0.0.1', '10.0.0.1'] }),
    ).rejects.toEqual(refused('not-public'))
    expect(asked).toEqual([])
    let lookups = 0
    // Public when it is asked about, private ever after.
    const rebinding = async () => (++lookups === 1 ? ['127.0.0.1'] : ['127.0.0.2'])
    expect((await read(`http://rebinding.example:${port}/`, { resolve: rebinding })).text).toBe('hello')
    expect(lookups).toBe(1)
  })

  test('is refused when a name is bound to it between two requests', async () => {
    answer = (_request, response) => response.writeHead(302, { location: '/again' }).end()
    let lookups = 0
    const rebinding = async () => (++lookups === 1 ? ['127.0.0.1'] : ['127.0.0.2'])
    await expect(read(`http://rebinding.example:${port}/`, { resolve: rebinding })).rejects.toEqual(
      refused('not-public'),
    )
    expect(asked.map(({ path }) => path)).toEqual(['/'])
  })

  test('is not told from a name that does not exist', async () => {
    const unknown = async () =>
      Promise.reject(Object.assign(new Error('ENOTFOUND secret.internal'), { code: 'ENOTFOUND' }))
    const failures = await Promise.all(
      [unknown, async () => ['10.0.0.1'], async () => []].map((resolve) =>
        read(`http://secret.internal:${port}/`, { resolve }).catch((error: FetchRefused) => error),
      ),
    )
    expect(new Set(failures.map((error) => (error instanceof FetchRefused ? error.message : 'fetched'))).size).toBe(1)
  })
})
