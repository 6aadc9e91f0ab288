import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { endServers, type ServerProcess, startServer } from './server-process.ts'

const setupCode = 'a-setup-code'
let folder = ''
let cookie = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sarvanom-log-level-'))
})
afterAll(async () => {
  await endServers()
  rmSync(folder, { recursive: true, force: true })
})

// Its line about being ready, which tells the port, is what `warn` would leave out.
async function start() {
  const server = startServer({ data: join(folder, 'data'), env: { LOG_LEVEL: 'info', SARVANOM_SETUP_CODE: setupCode } })
  return { server, base: await server.ready() }
}

async function post(base: string, name: string, input: object) {
  const response = await fetch(`${base}/trpc/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: base, ...(cookie ? { cookie } : {}) },
    body: JSON.stringify(input),
  })
  expect(response.status, name).toBe(200)
  return response
}

const told = (server: ServerProcess, id: string | null) => server.output().includes(`"requestId":"${id}"`)
const set = (base: string, level: string | null) => post(base, 'system.settings.update', { logging: { level } })

it('the level of the log is changed while the server runs, and stays after a restart', async () => {
  const first = await start()
  const account = { setupCode, email: 'ada@example.org', password: 'tidal lamps and more of them', name: 'Ada' }
  cookie = (await post(first.base, 'auth.setup', account)).headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  const asked = async (base: string) => (await fetch(`${base}/trpc/auth.status`)).headers.get('x-request-id')
  const quiet = async (base: string) => (await fetch(`${base}/health/live`)).headers.get('x-request-id')

  const usual = await asked(first.base)
  await expect.poll(() => told(first.server, usual)).toBe(true)
  await set(first.base, 'error')
  const unheard = await asked(first.base)
  await set(first.base, 'debug')
  const heard = await quiet(first.base)
  await expect.poll(() => told(first.server, heard)).toBe(true)
  expect(told(first.server, unheard)).toBe(false)

  first.server.signal('SIGTERM')
  expect(await first.server.ended()).toBe(0)
  const second = await start()
  // Lines go out some milliseconds after the answer.
  const isTold = async () => {
    const id = await quiet(second.base)
    await new Promise((resolve) => setTimeout(resolve, 200))
    return told(second.server, id)
  }
  await expect.poll(isTold, { timeout: 60_000 }).toBe(true)
  await set(second.base, null)
  const after = await quiet(second.base)
  const seen = await asked(second.base)
  await expect.poll(() => told(second.server, seen)).toBe(true)
  expect(told(second.server, after)).toBe(false)
})
