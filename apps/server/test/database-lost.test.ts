import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase, type DatabaseProxy, openDatabaseProxy, type TestDatabase } from '@sarvanom/db/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { endServers, type ServerProcess, startServer } from './server-process.ts'

let folder = ''
let db: TestDatabase
let proxy: DatabaseProxy
let server: ServerProcess
let base = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sarvanom-lost-'))
  db = await createTestDatabase()
  proxy = await openDatabaseProxy(db.url)
  server = startServer({ data: join(folder, 'data'), env: { DATABASE_URL: proxy.url } })
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

  proxy.be('refuse')
  await expect.poll(readyStatus, patient).toBe(503)
  const told = (await (await fetch(`${base}/health/ready`)).json()) as { checks: { database: { status: string } } }
  expect(told.checks.database.status).toBe('failed')
  expect((await fetch(`${base}/health/live`)).status).toBe(200)
  const refused = await fetch(`${base}/trpc/auth.status`)
  expect(refused.status).toBe(503)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await refused.json()).toMatchObject({ error: { data: { code: 'SERVICE_UNAVAILABLE', httpStatus: 503 } } })

  proxy.be('through')
  await expect.poll(readyStatus, patient).toBe(200)
  expect((await fetch(`${base}/trpc/auth.status`)).status).toBe(200)
  server.signal('SIGTERM')
  expect(await server.ended()).toBe(0)
})
