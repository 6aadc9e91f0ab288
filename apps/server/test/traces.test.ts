import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { attributesOf, type CollectedSpan, startCollector } from './otlp-collector.ts'
import { endServers, type ServerProcess, startServer } from './server-process.ts'

const setupCode = 'a-setup-code'
const patient = { timeout: 60_000 }
let folder = ''
let collector: Awaited<ReturnType<typeof startCollector>>
let server: ServerProcess
let base = ''
let cookie = ''
let collectionId = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sarvanom-traces-'))
  collector = await startCollector()
  const env = {
    SARVANOM_SETUP_CODE: setupCode,
    SARVANOM_OTLP_URL: `${collector.url}/`,
    SARVANOM_OTLP_HEADERS: 'authorization=Bearer%20abc, x-scope=research',
  }
  server = startServer({ data: join(folder, 'data'), env })
  base = await server.ready()
  const account = { setupCode, email: 'ada@example.org', password: 'tidal lamps and more of them', name: 'Ada' }
  cookie = (await call('auth.setup', account)).response.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  collectionId = (await call<{ id: string }>('collections.create', { name: 'Birds' })).data.id
  await call('documents.addText', { collectionId, items: [{ title: 'Herons', text: 'The heron waits in the reeds.' }] })
  await vi.waitFor(async () => {
    const { data } = await call<{ items: { status: string }[] }>('documents.list', { collectionId })
    if (data.items[0]?.status !== 'indexed') throw new Error('not indexed yet')
  }, patient)
})
afterAll(async () => {
  await endServers()
  await collector.close()
  rmSync(folder, { recursive: true, force: true })
})

async function call<T>(name: string, input: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${base}/trpc/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: base, ...(cookie ? { cookie } : {}), ...headers },
    body: JSON.stringify(input),
  })
  const body = (await response.json()) as { result?: { data: T }; error?: { data: { traceId: string } } }
  return { response, data: body.result?.data as T, error: body.error }
}

const lines = () =>
  server
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)

const spansOf = (traceId: string) => collector.spans.filter((span) => span.traceId === traceId)

/** The spans of a trace once they are one tree, with these names in it: those that end late come in a later batch. */
async function treeOf(traceId: string, ...names: string[]): Promise<CollectedSpan[]> {
  await expect
    .poll(() => {
      const spans = spansOf(traceId)
      const roots = spans.filter((span) => !spans.some(({ spanId }) => spanId === span.parentSpanId))
      return { roots: roots.length, missing: names.filter((name) => !spans.some((span) => span.name === name)) }
    }, patient)
    .toEqual({ roots: 1, missing: [] })
  return spansOf(traceId)
}

const path = (spans: CollectedSpan[], span: CollectedSpan): string[] => {
  const parent = spans.find(({ spanId }) => spanId === span.parentSpanId)
  return [...(parent ? path(spans, parent) : []), span.name]
}

describe('traces', () => {
  it('have one tree for a question, from HTTP to SQL, whose id is in the log, in the answer and in its spans', async () => {
    const incoming = '4bf92f3577b34da6a3ce929d0e0e4736'
    const asked = await call<{ queryId: string; runId: string }>(
      'search.ask',
      { question: 'Where does the heron wait?', collectionIds: [collectionId] },
      { traceparent: `00-${incoming}-00f067aa0ba902b7-01` },
    )
    interface Query {
      status: string
      runs: { id: string; traceId: string }[]
    }
    const query = async () => (await call<Query>('queries.get', { id: asked.data.queryId })).data
    await expect.poll(async () => (await query()).status, patient).toBe('completed')
    expect((await query()).runs).toMatchObject([{ id: asked.data.runId, traceId: incoming }])

    const spans = await treeOf(incoming, 'POST /trpc/search.ask', 'run')
    const roots = spans.filter((span) => !spans.some(({ spanId }) => spanId === span.parentSpanId))
    expect(roots.map((span) => [span.name, span.parentSpanId])).toEqual([['POST /trpc/search.ask', '00f067aa0ba902b7']])
    const paths = spans.map((span) => path(spans, span).join(' > '))
    const ask = 'POST /trpc/search.ask > procedure search.ask'
    const agents = `${ask} > run > orchestrate`
    expect(paths).toEqual(
      expect.arrayContaining([
        `${ask} > INSERT queries`,
        `${ask} > run`,
        `${agents} > agent planner`,
        `${agents} > agent retriever > search`,
        `${agents} > agent retriever > search > lane keyword`,
        `${agents} > agent retriever > search > read back > SELECT documents`,
        `${agents} > agent synthesizer`,
        `${agents} > agent fact-checker`,
        `${agents} > agent citer`,
      ]),
    )
    const http = roots[0]
    expect(http && attributesOf(http)).toMatchObject({
      'http.route': '/trpc/search.ask',
      'http.response.status_code': 200,
    })
    const statement = spans.find((span) => span.name === 'INSERT queries')
    expect(statement && Object.keys(attributesOf(statement)).sort()).toEqual([
      'db.collection.name',
      'db.operation.name',
      'db.system.name',
    ])
    expect(JSON.stringify(spans)).not.toContain('heron')

    const written = () => lines().filter((line) => line.traceId === incoming)
    await expect.poll(() => written().some((line) => line.msg === 'run')).toBe(true)
    const request = written().find((line) => line.msg === 'request')
    const run = written().find((line) => line.msg === 'run')
    expect(request).toMatchObject({ route: '/trpc/search.ask', actor: expect.stringMatching(/^[\da-f]{12}$/) })
    expect(run).toMatchObject({ outcome: 'completed', runId: asked.data.runId, actor: request?.actor })
    expect(run?.requestId).toBe(request?.requestId)
  })

  it('go on in the jobs that a request enqueues', async () => {
    const request = lines().find((line) => line.route === '/trpc/documents.addText')
    const find = () => lines().find((line) => line.msg === 'job' && line.traceId === request?.traceId)
    await expect.poll(find).toBeDefined()
    const job = find()
    expect(job).toMatchObject({ outcome: 'completed', jobs: 1, attempt: 1, jobId: expect.any(String) })
    const spans = await treeOf(String(request?.traceId), `job ${job?.queue}`)
    const span = spans.find(({ name }) => name === `job ${job?.queue}`)
    expect(span && path(spans, span).slice(0, 2)).toEqual([
      'POST /trpc/documents.addText',
      'procedure documents.addText',
    ])
    expect(spans.some(({ parentSpanId }) => parentSpanId === span?.spanId)).toBe(true)
  })

  it('have the id that an error shows', async () => {
    const { response, error } = await call('queries.get', { id: 'unknown' })
    const find = () => lines().find((one) => one.requestId === response.headers.get('x-request-id'))
    await expect.poll(find).toBeDefined()
    const line = find()
    expect(error?.data.traceId).toBe(line?.traceId)
    const spans = await treeOf(String(line?.traceId), 'POST /trpc/queries.get')
    const procedure = spans.find((span) => span.name === 'procedure queries.get')
    expect(procedure && attributesOf(procedure)).toMatchObject({ 'error.type': 'NOT_FOUND' })
    expect(procedure?.status.message ?? '').toBe('')
    expect(procedure?.events ?? []).toEqual([])
  })

  it.each([
    ['nonsense', 'abc'],
    ['of zeros', '00-00000000000000000000000000000000-00f067aa0ba902b7-01'],
    ['in capitals', '00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01'],
    ['of the forbidden version', 'ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'],
    [
      'twice',
      '00-4bf92f3577b34da6a3ce929d0e0e4737-00f067aa0ba902b7-01, 00-4bf92f3577b34da6a3ce929d0e0e4738-00f067aa0ba902b7-01',
    ],
  ])('begin anew where a traceparent is %s', async (_what, traceparent) => {
    const { error } = await call('queries.get', { id: 'unknown' }, { traceparent })
    expect(error?.data.traceId).toMatch(/^[\da-f]{32}$/)
    expect(traceparent.toLowerCase()).not.toContain(error?.data.traceId)
  })

  it('are known and not recorded where the caller says so', async () => {
    const traceId = 'a'.repeat(32)
    const { error } = await call('queries.get', { id: 'x' }, { traceparent: `00-${traceId}-00f067aa0ba902b7-00` })
    expect(error?.data.traceId).toBe(traceId)
    await treeOf(String((await call('queries.get', { id: 'y' })).error?.data.traceId), 'POST /trpc/queries.get')
    expect(collector.spans.filter((span) => span.traceId === traceId)).toEqual([])
  })

  it('come with the log lines, under the name of the server, with the headers that were set', async () => {
    const { error } = await call('queries.get', { id: 'z' })
    const mine = () => collector.logs.filter((record) => record.traceId === error?.data.traceId)
    await expect.poll(mine, patient).toHaveLength(1)
    const [record] = mine()
    expect(record?.body).toEqual({ stringValue: 'request' })
    expect(record && attributesOf(record)).toMatchObject({ route: '/trpc/queries.get', status: 404 })
    expect(collector.seen.headers).toMatchObject({ authorization: 'Bearer abc', 'x-scope': 'research' })
    expect(collector.seen.resource).toMatchObject({ 'service.name': 'sarvanom' })
    expect(server.output()).not.toContain('Bearer abc')
  })

  it('cost nothing but what is dropped while the collector asks to wait, is slow or is gone', async () => {
    const works = async () => expect((await call('collections.list', {})).response.status).toBe(200)
    const requests = async () => {
      const before = collector.seen.requests
      for (let n = 0; n < 20; n++) await works()
      await expect.poll(() => collector.seen.requests, patient).toBeGreaterThan(before)
    }
    collector.answer((response) => response.writeHead(429, { 'retry-after': '30' }).end())
    await requests()
    collector.answer(() => {})
    await requests()
    collector.answer((response) => response.destroy())
    await requests()
    collector.answer(undefined)
    await collector.close()
    await works()
    await expect
      .poll(() => lines().filter((line) => String(line.msg).includes('OTLP collector')).length, patient)
      .toBe(1)
    server.signal('SIGTERM')
    expect(await server.ended()).toBe(0)
    expect(lines().filter((line) => String(line.msg).includes('OTLP collector'))).toHaveLength(1)
    collector = await startCollector()
  })
})
