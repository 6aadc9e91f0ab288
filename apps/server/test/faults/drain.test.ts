import { Agent, request } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addPerson, fillLibrary, type Person, question, setUp } from './person.ts'
import { sized } from './scale.ts'
import { openStage, type Stage } from './stage.ts'
import { textOf, watchRun } from './watch.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const start = () => stage.start({ SARVANOM_DRAIN_SECONDS: '2' })

type Ending = { status: number; connection: string | undefined } | { failure: string }

/** One request over the client's own connection, which it keeps for as long as the server does. */
const send = (agent: Agent, base: string, { cookie }: Person, path: string, body?: object): Promise<Ending> =>
  new Promise((resolve) => {
    const sent = request(base + path, {
      agent,
      method: body ? 'POST' : 'GET',
      headers: { cookie, origin: base, 'content-type': 'application/json' },
    })
    sent.on('error', (error: NodeJS.ErrnoException) => resolve({ failure: error.code ?? error.message }))
    sent.on('response', (response) => {
      response.resume()
      response.on('error', (error) => resolve({ failure: error.message }))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, connection: response.headers.connection }))
    })
    sent.end(body && JSON.stringify(body))
  })

it('SIGTERM under load with open streams fails no accepted request, and the streams go on at the next server', async () => {
  const { db, model } = stage
  const first = start()
  const base = await first.ready()
  const admin = await setUp(base)
  const collectionId = await fillLibrary(base, admin)
  const people = [admin]
  while (people.length < sized(2, 8)) people.push(await addPerson(base, admin, collectionId))
  const endings: Ending[] = []
  let saved = 0
  let unready = Number.POSITIVE_INFINITY
  const client = async (n: number) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    // A load balancer sends nothing more to a server some time after it was seen to be unready.
    for (let i = 0; performance.now() < unready + 500; i++) {
      const items = [{ title: 'Load', text: `Written by ${n}, number ${i}.`, externalId: `load-${n}-${i}` }]
      const ending =
        n % 2 === 0
          ? await send(agent, base, admin, '/trpc/documents.addText', { collectionId, items })
          : await send(agent, base, admin, '/trpc/collections.list?input=%7B%7D')
      endings.push(ending)
      if ('status' in ending && ending.status === 200 && n % 2 === 0) saved++
    }
    agent.destroy()
  }
  const clients = Array.from({ length: sized(4, 16) }, (_, n) => client(n))
  await expect.poll(() => endings.length, { timeout: 60_000 }).toBeGreaterThan(20)
  // The model begins to write, and falls silent: the server is stopped in the middle of the answers.
  model.set({ fault: 'stall', afterChunks: 5 })
  const runs = await Promise.all(
    people.map(async (person) => {
      const { data } = await person.mutate(base, 'search.ask', { question, mode: 'standard' })
      return { person, runId: String(data.runId) }
    }),
  )
  const watching = runs.flatMap(({ person, runId }) =>
    Array.from({ length: sized(10, 25) }, () => watchRun(base, person, runId)),
  )
  await expect.poll(() => model.calls.length, { timeout: 60_000 }).toBe(runs.length)

  const agent = new Agent()
  first.signal('SIGTERM')
  await expect
    .poll(async () => (await send(agent, base, admin, '/health/ready')) as object, { interval: 10, timeout: 60_000 })
    .toMatchObject({ status: 503, connection: 'close' })
  unready = performance.now()
  // Not ready any more, and still there for whoever was sent here.
  expect(await send(agent, base, admin, '/trpc/auth.status')).toEqual({ status: 200, connection: 'close' })
  await Promise.all(clients)
  expect(endings.filter((ending) => !('status' in ending) || ending.status !== 200)).toEqual([])
  const streams = await Promise.all(watching)
  // It ends itself within ten seconds, or with another code.
  expect(await first.ended()).toBe(0)
  const held = { status: 'running' as const, leaseUntil: { gt: new Date() } }
  expect(await db.prisma.run.count({ where: held })).toBe(0)

  model.set({})
  const second = start()
  const next = await second.ready()
  const cut = streams.filter(({ returned }) => !returned)
  expect(cut).toHaveLength(streams.length)
  for (const { retry } of cut) expect(retry === undefined || retry >= 500).toBe(true)
  expect(cut.some(({ retry }) => retry !== undefined)).toBe(true)
  const whole = await Promise.all(
    streams.map(async ({ events, returned }, n) => {
      const { person, runId } = runs[Math.floor(n / (streams.length / runs.length))] ??
        runs[0] ?? { person: admin, runId: '' }
      const rest = returned ? [] : (await watchRun(next, person, runId, { lastEventId: events.at(-1)?.id })).events
      return { runId, events: [...events, ...rest] }
    }),
  )
  for (const { runId } of runs) {
    const [one, ...others] = whole.filter((stream) => stream.runId === runId).map(({ events }) => events)
    expect(one?.map(({ id }) => Number(id))).toEqual(Array.from({ length: one?.length ?? 0 }, (_, i) => i + 1))
    expect(one?.at(-1)?.data.type).toBe('done')
    expect(textOf(one ?? [])).toContain('1974')
    for (const other of others) expect(other).toEqual(one)
  }
  const { data } = await admin.query(next, 'documents.list', { collectionId, search: 'Load', limit: 1 })
  expect(data.items).toHaveLength(1)
  expect(await db.prisma.document.count({ where: { externalId: { startsWith: 'load-' } } })).toBe(saved)
  second.signal('SIGTERM')
  expect(await second.ended()).toBe(0)
}, 300_000)
