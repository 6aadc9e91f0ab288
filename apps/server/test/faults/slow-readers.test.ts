import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { heldBytes, inspected } from './held-memory.ts'
import { addPerson, fillLibrary, type Person, question, setUp } from './person.ts'
import { sized } from './scale.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
const sockets: Socket[] = []
beforeAll(async () => {
  stage = await openStage()
})
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  await stage.close()
})

const perPerson = 20
/** Of each person at once: what is looked at is how they stay, not how they come. */
const wave = 5

/** Asks for the stream and reads nothing of it. */
function stall(base: string, { cookie }: Person, runId: string): Promise<Socket> {
  const { port } = new URL(base)
  const input = encodeURIComponent(JSON.stringify({ runId }))
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.pause()
      socket.write(`GET /trpc/search.events?input=${input} HTTP/1.1\r\nHost: localhost\r\nCookie: ${cookie}\r\n\r\n`)
      resolve(socket)
    })
    socket.on('error', reject)
    sockets.push(socket)
  })
}

async function medianMs(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < 15; n++) {
    const began = performance.now()
    await work()
    times.push(performance.now() - began)
  }
  return times.sort((a, b) => a - b)[7] ?? 0
}

it('readers that take nothing cost little, and harm nobody', async () => {
  const server = stage.start(inspected)
  const base = await server.ready()
  const admin = await setUp(base)
  const collectionId = await fillLibrary(base, admin)
  const readers = sized(40, 1000)
  const people: Person[] = []
  while (people.length < readers / perPerson) people.push(await addPerson(base, admin, collectionId))
  stage.model.set({ text: `${'a'.repeat(1000)} `.repeat(1000), gapMs: 500 })
  const runs = await Promise.all(
    people.map((person) => person.mutate(base, 'search.ask', { question, mode: 'research' })),
  )
  const read = () => admin.query(base, 'collections.get', { id: collectionId })
  await read()
  const alone = await medianMs(read)
  for (let n = 0; n < perPerson; n += wave) {
    await Promise.all(
      people.flatMap((person, at) =>
        Array.from({ length: wave }, () => stall(base, person, String(runs[at]?.data.runId))),
      ),
    )
    await read()
  }
  const open = async () => {
    const metrics = await (await fetch(`${base}/metrics`)).text()
    return Number(/^sarvanom_streams_open\{procedure="search.events"\} (\d+)/m.exec(metrics)?.[1])
  }
  await expect.poll(open, { timeout: 60_000, interval: 500 }).toBeGreaterThan(readers / 2)
  const stalled = await open()
  expect((await read()).status).toBe(200)
  // A machine that does other things at the same time must not fail this; what is looked for is a standstill.
  expect(await medianMs(read)).toBeLessThan(20 * alone + 5000)
  const withReaders = await heldBytes(server)
  for (const socket of sockets) socket.destroy()
  await expect.poll(open, { timeout: 60_000 }).toBe(0)
  const each = (withReaders - (await heldBytes(server))) / stalled
  expect(each).toBeLessThan(256 * 1024)
  server.signal('SIGTERM')
  expect(await server.ended()).toBe(0)
}, 300_000)
