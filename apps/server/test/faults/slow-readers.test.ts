import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addPerson, fillLibrary, type Person, question, setUp } from './person.ts'
import { sized } from './scale.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
const sockets: Socket[] = []
beforeAll(async () => {
  // Ten kilobytes a word: an answer that no socket's buffer holds.
  stage = await openStage({ gapMs: 10 })
})
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  await stage.close()
})

const perPerson = 50

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

const residentBytes = (pid: number) =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024

async function medianMs(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < 15; n++) {
    const began = performance.now()
    await work()
    times.push(performance.now() - began)
  }
  return times.sort((a, b) => a - b)[7] ?? 0
}

it.runIf(process.platform === 'linux')('readers that take nothing cost little, and harm nobody', async () => {
  const server = stage.start()
  const base = await server.ready()
  const admin = await setUp(base)
  const collectionId = await fillLibrary(base, admin)
  const readers = sized(200, 1000)
  const people: Person[] = []
  while (people.length < readers / perPerson) people.push(await addPerson(base, admin, collectionId))
  stage.model.set({ text: `${'a'.repeat(10_000)} `.repeat(100), gapMs: 10 })
  const runs = await Promise.all(people.map((person) => person.mutate(base, 'search.ask', { question })))
  const read = () => admin.query(base, 'collections.get', { id: collectionId })
  await read()
  const alone = await medianMs(read)
  const before = residentBytes(server.pid)
  await Promise.all(
    people.flatMap((person, n) =>
      Array.from({ length: perPerson }, () => stall(base, person, String(runs[n]?.data.runId))),
    ),
  )
  const open = async () => {
    const metrics = await (await fetch(`${base}/metrics`)).text()
    return Number(/^sarvanom_streams_open\{procedure="search.events"\} (\d+)/m.exec(metrics)?.[1])
  }
  await expect.poll(open, { timeout: 90_000, interval: 500 }).toBe(readers)
  // Until all that is to be said has been said, to readers who do not listen.
  const completed = { where: { status: { notIn: ['pending' as const, 'running' as const] } } }
  await expect.poll(() => stage.db.prisma.run.count(completed), { timeout: 90_000 }).toBe(people.length)
  await sleep(1000)
  const each = (residentBytes(server.pid) - before) / readers
  expect(each).toBeLessThan(256 * 1024)
  expect((await read()).status).toBe(200)
  // A machine that does other things at the same time must not fail this; what is looked for is a standstill.
  expect(await medianMs(read)).toBeLessThan(20 * alone + 500)
  for (const socket of sockets) socket.destroy()
  await expect.poll(open, { timeout: 60_000 }).toBe(0)
  server.signal('SIGTERM')
  expect(await server.ended()).toBe(0)
})
