import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endServers, startServer } from '../../apps/server/test/server-process.ts'
import { type ScriptedModel, startScriptedModel } from '../../packages/core/src/testing/scripted-model.ts'
import { account, ask, type Client, fillLibrary, firstClient } from './client.ts'
import { startCaddy, whyNoCaddy } from './proxies/caddy.ts'
import { startNginx, whyNoNginx } from './proxies/nginx.ts'
import { freePort, type RunningProxy } from './proxies/program.ts'

/** For a machine that does other things too. */
const patience = 600_000

const proxies = [
  { name: 'nginx', start: startNginx, missing: whyNoNginx },
  { name: 'Caddy', start: startCaddy, missing: whyNoCaddy },
]

for (const { name, start, missing } of proxies) {
  describe.skipIf(missing)(`behind ${name} with its example${missing ? ` (skipped: ${missing})` : ''}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'sarvanom-proxy-'))
    let model: ScriptedModel
    let proxy: RunningProxy
    let client: Client
    let collectionId = ''

    beforeAll(async () => {
      const [port, plainPort] = [await freePort(), await freePort()]
      model = await startScriptedModel()
      const server = startServer({
        data: join(folder, 'data'),
        env: {
          SARVANOM_PUBLIC_URL: `https://127.0.0.1:${port}`,
          SARVANOM_TRUSTED_PROXIES: '127.0.0.1',
          SARVANOM_SETUP_CODE: 'proxy-test-code',
          SARVANOM_MODEL_URL: model.url,
          SARVANOM_MODEL: 'scripted',
        },
      })
      const upstream = new URL(await server.ready()).host
      proxy = await start({ port, plainPort, upstream, folder })
      setDefaultCACertificates([proxy.certificate])
      client = await firstClient(proxy.url, 'proxy-test-code')
      collectionId = await fillLibrary(client)
    }, patience)
    afterAll(async () => {
      await proxy?.stop()
      await endServers()
      await model?.close()
      rmSync(folder, { recursive: true, force: true })
    })

    it('pages come over TLS, and without it lead there', async () => {
      const page = await fetch(proxy.url, { headers: { accept: 'text/html' } })
      const html = await page.text()
      expect([page.status, html.includes('<div id="root">')]).toEqual([200, true])
      expect(page.headers.get('content-security-policy')).toContain('nonce-')
      const script = /src="(\/assets\/[^"]+\.js)"/.exec(html)?.[1]
      const asset = await fetch(proxy.url + script, { headers: { 'accept-encoding': 'gzip' } })
      expect(asset.headers.get('cache-control')).toContain('immutable')
      expect(asset.headers.get('content-encoding')).toBe('gzip')
      const plain = await fetch(`${proxy.plainUrl}/ask`, { redirect: 'manual' })
      expect([301, 308]).toContain(plain.status)
      expect(plain.headers.get('location')).toMatch(/^https:\/\/127\.0\.0\.1.*\/ask$/)
    })

    it('an upload of 50 MB arrives whole, and comes back so', { timeout: patience }, async () => {
      const content = randomBytes(50_000_000)
      const response = await client.upload(collectionId, { 'large.bin': new Blob([content]) })
      expect(response.status).toBe(202)
      const { documents } = (await response.json()) as { documents: { id: string }[] }
      const original = await client.fetch(`/api/documents/${documents[0]?.id}/original`)
      const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
      expect(digest(new Uint8Array(await original.arrayBuffer()))).toBe(digest(content))
    })

    it('events arrive while the answer is being written, and go on after a lost connection', {
      timeout: patience,
    }, async () => {
      // The model says a few words and then nothing more, until it is given up: what had been held back would never come.
      model.next({ fault: 'stall', afterChunks: 8 })
      const { runId } = await ask(client, collectionId)
      const before: Seen[] = []
      for await (const event of client.events('search.events', { runId })) {
        before.push(seen(event.data))
        if (before.at(-1)?.type === 'text') break
      }
      expect(model.calls.at(-1)).toMatchObject({ done: false, aborted: false })
      const lastEventId = String(before.at(-1)?.seq)
      const after: Seen[] = []
      for await (const event of client.events('search.events', { runId, lastEventId })) {
        if (after.length === 0) void client.mutate('search.cancel', { runId })
        after.push(seen(event.data))
      }
      const numbers = [...before, ...after].map(({ seq }) => seq)
      expect(numbers).toEqual(numbers.map((_seq, index) => Number(numbers[0]) + index))
      expect(['done', 'failed']).toContain(after.at(-1)?.type)
    })

    it('a client is known by its own address, whatever it claims', async () => {
      const { email, password } = account
      const from = { localAddress: '127.0.0.7', headers: { 'x-forwarded-for': '203.0.113.9' } }
      expect(await post(`${proxy.url}/trpc/auth.login`, { email, password }, from)).toBe(200)
      const { items } = await client.query<{ items: { action: string; address: string }[] }>('audit.list', { limit: 5 })
      expect(items.find(({ action }) => action === 'auth.login')?.address).toBe('127.0.0.7')
    })

    it('the numbers of the installation are not for the world, and no log has what was asked', async () => {
      expect([401, 403, 404]).toContain((await fetch(`${proxy.url}/metrics`)).status)
      const log = join(folder, 'access.log')
      if (existsSync(log)) expect(readFileSync(log, 'utf8')).not.toMatch(/input=|runId/)
    })
  })
}

interface Seen {
  seq: number
  type: string
}

/** An event of a run, out of what the subscription wraps it in. */
const seen = (data: { data?: Seen } & Seen): Seen => data.data ?? data

/** `fetch` cannot choose the address that it comes from. @returns the status */
function post(url: string, body: object, options: { localAddress: string; headers: object }): Promise<number> {
  const headers = { 'content-type': 'application/json', ...options.headers }
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', localAddress: options.localAddress, headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    call.once('error', reject)
    call.end(JSON.stringify(body))
  })
}
