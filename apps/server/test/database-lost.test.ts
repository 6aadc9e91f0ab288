import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase, type TestDatabase } from '@sarvanom/db/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { endServers, type ServerProcess, startServer } from './server-process.ts'

let folder = ''
let db: TestDatabase
let proxy: Server
let server: ServerProcess
let base = ''
let reachable = true
const sockets = new Set<Socket>()

/** Where the test database really listens: a Unix socket's folder is the `host` parameter of its address. */
function target(url: URL) {
  const socketFolder = url.searchParams.get('host')
  const port = Number(url.port || 5432)
  return socketFolder ? { path: join(socketFolder, `.s.PGSQL.${port}`) } : { host: url.hostname, port }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sarvanom-lost-'))
  db = await createTestDatabase()
  const url = new URL(db.url)
  const to = target(url)
  proxy = createServer((client) => {
    if (!reachable) return client.destroy()
    const upstream = connect(to)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.pipe(upstream).pipe(client)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  url.search = ''
  url.hostname = '127.0.0.1'
  url.port = String((proxy.address() as { port: number }).port)
  server = startServer({ data: join(folder, 'data'), env: { DATABASE_URL: url.href } })
  base = await server.ready()
})
afterAll(async () => {
  await endServers()
  proxy.close()
  await db.drop()
  rmSync(folder, { recursive: true, force: true })
})

const patient = { timeout: 60_000 }
const readyStatus = async () => (await fetch(`${base}/health/ready`)).status

it('a lost database makes the server unready and its answers 503, until the database is back', async () => {
  expect(await readyStatus()).toBe(200)

  reachable = false
  for (const socket of sockets) socket.destroy()
  await expect.poll(readyStatus, patient).toBe(503)
  const told = (await (await fetch(`${base}/health/ready`)).json()) as { checks: { database: { status: string } } }
  expect(told.checks.database.status).toBe('failed')
  expect((await fetch(`${base}/health/live`)).status).toBe(200)
  const refused = await fetch(`${base}/trpc/auth.status`)
  expect(refused.status).toBe(503)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await refused.json()).toMatchObject({ error: { data: { code: 'SERVICE_UNAVAILABLE', httpStatus: 503 } } })

  reachable = true
  await expect.poll(readyStatus, patient).toBe(200)
  expect((await fetch(`${base}/trpc/auth.status`)).status).toBe(200)
  server.signal('SIGTERM')
  expect(await server.ended()).toBe(0)
})
