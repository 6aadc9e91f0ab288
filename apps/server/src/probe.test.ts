import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { probe, readyUrl } from './probe.ts'

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ends.push(
    () => server.closeAllConnections(),
    () => server.close(),
  )
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/health/ready`
}

describe('the address that is asked', () => {
  it.each([
    ['127.0.0.1', 'http://127.0.0.1:3000/health/ready'],
    ['0.0.0.0', 'http://127.0.0.1:3000/health/ready'],
    ['::', 'http://[::1]:3000/health/ready'],
    ['10.0.0.5', 'http://10.0.0.5:3000/health/ready'],
    ['2001:db8::5', 'http://[2001:db8::5]:3000/health/ready'],
    ['sarvanom.internal', 'http://sarvanom.internal:3000/health/ready'],
  ])('of a server on %s is %s', (host, url) => {
    expect(readyUrl({ host, port: 3000 })).toBe(url)
  })
})

describe('the health check', () => {
  it('is content with a server that is ready', async () => {
    expect(await probe(await serving((_request, response) => response.end('{"status":"ok"}')))).toBeUndefined()
  })

  it('tells what a server that is not ready says', async () => {
    const url = await serving((_request, response) => response.writeHead(503).end('{"status":"starting"}'))
    expect(await probe(url)).toBe(`${url} answered 503: {"status":"starting"}`)
  })

  it('tells that nobody answers', async () => {
    const url = await serving((request) => request.socket.destroy())
    expect(await probe(url)).toMatch(/cannot be reached: /)
    for (const end of ends.splice(0)) end()
    expect(await probe(url)).toMatch(/cannot be reached: .*ECONNREFUSED/)
  })
})
