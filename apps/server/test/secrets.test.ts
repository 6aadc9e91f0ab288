import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ScriptedModel, startScriptedModel } from '@sarvanom/core/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { markedCalls } from './canary-inputs.ts'
import { startCollector } from './otlp-collector.ts'
import { endServers, type ServerProcess, startServer } from './server-process.ts'

/** A word for each place that a secret or something private can be put into; none may come out in a log, a metric or a span. */
const marked = (place: string) => `canary-${place}-5k2x`
const env = {
  SARVANOM_SETUP_CODE: marked('setup'),
  SARVANOM_SECRET: `${marked('secret')}-${'x'.repeat(32)}`,
  SARVANOM_MODEL_KEY: marked('model-key'),
  SARVANOM_METRICS_TOKEN: marked('metrics-token'),
  SARVANOM_OTLP_HEADERS: `authorization=Bearer%20${marked('otlp')}`,
  LOG_LEVEL: 'trace',
}
const email = 'Canary.Person@example.org'
// Without a word of the account, which passwords may not have.
const password = 'tidal lamps 5k2x and more'
/** What the server made up and gave out: cookies, tokens, keys. */
const given: string[] = []

let folder = ''
let model: ScriptedModel
let collector: Awaited<ReturnType<typeof startCollector>>
let server: ServerProcess
let base = ''
let cookie = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sarvanom-secrets-'))
  model = await startScriptedModel()
  collector = await startCollector()
  const places = { SARVANOM_LOG_FILE: join(folder, 'logs/server.log'), SARVANOM_OTLP_URL: collector.url }
  server = startServer({ data: join(folder, 'data'), env: { ...env, ...places, SARVANOM_MODEL_URL: model.url } })
  base = await server.ready()
})
afterAll(async () => {
  await endServers()
  await model.close()
  await collector.close()
  rmSync(folder, { recursive: true, force: true })
})

async function call<T>(name: string, input: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${base}/trpc/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: base, ...headers },
    body: JSON.stringify(input),
  })
  const set = response.headers.getSetCookie().map((value) => value.split(';')[0] ?? '')
  given.push(...set.map((value) => value.split('=')[1] ?? '').filter((value) => value.length >= 16))
  const body = (await response.json()) as { result?: { data: T }; error?: unknown }
  return { status: response.status, data: body.result?.data as T, cookies: set.join('; ') }
}
/** For a machine that does other things too. */
const patient = { timeout: 60_000 }
const mine = <T>(name: string, input: unknown) => call<T>(name, input, { cookie })

async function useEveryField() {
  const setup = { setupCode: env.SARVANOM_SETUP_CODE, email, password, name: 'Canary Person' }
  await call('auth.setup', { ...setup, setupCode: marked('wrong-setup') })
  cookie = (await call('auth.setup', setup)).cookies
  await call('auth.login', { email, password: marked('wrong-password') })
  await call('auth.login', { email: `${marked('unknown')}@example.org`, password, totp: marked('totp') })
  await call('auth.login', { email: [marked('no-text')], password })
  const tokens = await call<{ accessToken: string; refreshToken: string }>('auth.token', { email, password })
  given.push(tokens.data.accessToken, tokens.data.refreshToken)
  const refreshed = await call<typeof tokens.data>('auth.refresh', { refreshToken: tokens.data.refreshToken })
  given.push(refreshed.data.accessToken, refreshed.data.refreshToken)
  await call('auth.refresh', { refreshToken: marked('wrong-refresh') })
  const key = await mine<{ key: string }>('auth.apiKeys.create', { name: marked('key-name') })
  given.push(key.data.key)
  for (const token of [refreshed.data.accessToken, key.data.key, marked('wrong-token'), `srv_${marked('wrong-key')}`])
    await call('collections.list', {}, { authorization: `Bearer ${token}` })
  await call('collections.list', {}, { cookie: `sarvanom=${marked('cookie')}` })

  const collection = { name: marked('collection'), description: marked('description') }
  const { id: collectionId } = (await mine<{ id: string }>('collections.create', collection)).data
  const item = { title: marked('title'), text: `The heron waits. ${marked('text')}`, externalId: marked('external') }
  await mine('documents.addText', { collectionId, items: [{ ...item, metadata: { note: marked('metadata') } }] })
  await mine('documents.addUrl', { collectionId, url: `http://127.0.0.1:1/${marked('url')}` })
  const form = new FormData()
  form.append('files', new File([`A file. ${marked('file')}`], `${marked('file-name')}.txt`))
  form.append('files', new File([`%PDF-1.7 broken ${marked('broken')}`], `${marked('broken-name')}.pdf`))
  await fetch(`${base}/api/documents?collectionId=${collectionId}`, {
    method: 'POST',
    body: form,
    headers: { cookie, origin: base, 'idempotency-key': marked('idempotency') },
  })
  await expect
    .poll(async () => {
      const { data } = await mine<{ items: { status: string }[] }>('documents.list', { collectionId })
      return data.items.map(({ status }) => status).sort()
    }, patient)
    .toEqual(['failed', 'indexed', 'indexed'])
  return collectionId
}

async function ask(collectionId: string) {
  const question = `Where does the heron wait? ${marked('question')}`
  const input = encodeURIComponent(JSON.stringify({ query: marked('query'), collectionIds: [collectionId] }))
  await fetch(`${base}/trpc/search.retrieve?input=${input}`, { headers: { cookie } })
  for (const fault of [undefined, 'error', 'garbage'] as const) {
    model.next(...(fault ? Array.from({ length: 5 }, () => ({ fault })) : []))
    const { data } = await mine<{ queryId: string }>('search.ask', { question, collectionIds: [collectionId] })
    await expect
      .poll(async () => (await mine<{ status: string }>('queries.get', { id: data.queryId })).data.status, patient)
      .not.toMatch(/queued|running|pending/)
  }
}

async function knockOnEveryDoor() {
  const headers = {
    'user-agent': marked('user-agent'),
    referer: `https://${marked('referer')}.example/`,
    'x-forwarded-for': marked('forwarded'),
    'x-request-id': marked('request-id'),
    traceparent: `00-${marked('traceparent')}-00f067aa0ba902b7-01`,
    tracestate: `vendor=${marked('tracestate')}`,
    baggage: `user=${marked('baggage')}`,
    authorization: `Basic ${marked('basic')}`,
    cookie: `sarvanom=${marked('cookie')}; other=${marked('other-cookie')}`,
  }
  const paths = ['/', '/api/', '/trpc/', '/health/', '/assets/', '/.well-known/', '/api/documents/']
  for (const path of paths)
    for (const method of ['GET', 'POST', 'PUT'])
      await fetch(`${base}${path}${marked('path')}?q=${marked('parameter')}`, { method, headers })
  await fetch(`${base}/trpc/search.retrieve?input=${marked('no-json')}`, { headers })
  await call('search.retrieve', { query: [marked('bad-input')] }, { cookie })
  await fetch(`${base}/metrics`, { headers: { authorization: `Bearer ${env.SARVANOM_METRICS_TOKEN}` } })
}

/** Everything that can be called, with a mark in every field: the answer may have the marks that came with it, and no others. */
async function callEverything() {
  for (const { name, type, mark, input } of markedCalls(marked)) {
    const url = `${base}/trpc/${name}`
    const headers = { cookie, origin: base, 'user-agent': marked(`agent-${name}`) }
    const request =
      type === 'subscription'
        ? fetch(`${url}?input=${encodeURIComponent(JSON.stringify(input))}`, { headers })
        : fetch(url, {
            method: 'POST',
            headers: { ...headers, 'content-type': 'application/json' },
            body: JSON.stringify(input),
          })
    const response = await request
    if (response.status < 400) {
      await response.body?.cancel()
      continue
    }
    const error = (await response.text()).toLowerCase()
    const others = error.replaceAll(mark, '').match(/.*(?:canary|5k2x).*/g) ?? []
    expect(others, name).toEqual([])
    expect(error, name).not.toContain('    at ')
  }
}

/** Every warning and error that an administrator sees. */
async function listedLogs() {
  const pages: string[] = []
  let cursor: string | undefined
  do {
    const { data } = await mine<{ items: object[]; nextCursor?: string }>('system.logs.list', { limit: 100, cursor })
    pages.push(...data.items.map((item) => JSON.stringify(item)))
    cursor = data.nextCursor
  } while (cursor)
  return pages.join('\n')
}

it('row 24: no secret, question or text of a document is in a log, a metric, a span or in the error of somebody else', async () => {
  const collectionId = await useEveryField()
  await ask(collectionId)
  await knockOnEveryDoor()
  await callEverything()
  cookie = (await call('auth.login', { email, password })).cookies
  await expect.poll(listedLogs, patient).toContain('model failed')
  const listed = await listedLogs()
  const metrics = await (await fetch(`${base}/metrics`)).text()
  server.signal('SIGTERM')
  expect(await server.ended()).toBe(0)
  const files = readdirSync(join(folder, 'logs'), { encoding: 'utf8' })
  const written = files.map((name) => readFileSync(join(folder, 'logs', name), 'utf8')).join('\n')
  const sent = collector.bodies.join('\n')

  expect(server.output()).toContain('"route":"/trpc/auth.login"')
  expect(written).toContain('"route":"/trpc/auth.login"')
  expect(sent).toContain('procedure auth.login')
  expect(sent).toContain('"stringValue":"request"')
  expect(metrics).toContain('route="/trpc/search.ask"')
  const places = { output: server.output(), written, sent, listed, metrics }
  for (const [place, text] of Object.entries(places)) {
    const told = text.toLowerCase()
    expect(told.match(/.{0,100}(?:canary|5k2x).{0,100}/g) ?? [], place).toEqual([])
    expect(
      given.filter((secret) => told.includes(secret.toLowerCase())),
      place,
    ).toEqual([])
  }
  expect(given.length).toBeGreaterThanOrEqual(6)
})
