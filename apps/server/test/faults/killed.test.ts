import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { endServers, processesOf, startServer } from '../server-process.ts'
import { fillLibrary, type Person, setUp, setupCode } from './person.ts'
import { sized } from './scale.ts'

/** In memory where that is possible: a kill loses what is in the process, not what the kernel has. */
const temporary = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(temporary, 'sarvanom-killed-'))
})
afterAll(async () => {
  await endServers()
  rmSync(folder, { recursive: true, force: true })
})

const data = () => join(folder, 'data')
const start = () => startServer({ data: data(), env: { SARVANOM_SETUP_CODE: setupCode } })

/** Adds one document after the other until the server is gone. @returns the names of those that were acknowledged */
async function write(base: string, person: Person, collectionId: string, name: string) {
  const tried: string[] = []
  const acknowledged: string[] = []
  for (let n = 0; ; n++) {
    const externalId = `${name}-${n}`
    const items = [{ title: externalId, text: `The heron of ${externalId} stands in the reeds.`, externalId }]
    tried.push(externalId)
    const outcome = await person.mutate(base, 'documents.addText', { collectionId, items }).catch(() => undefined)
    if (!outcome) return { tried, acknowledged }
    expect(outcome.status).toBe(200)
    acknowledged.push(externalId)
  }
}

async function allDocuments(base: string, person: Person, collectionId: string) {
  const found: { externalId: string; status: string }[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await person.query(base, 'documents.list', { collectionId, limit: 100, ...(cursor ? { cursor } : {}) })
    expect(page.status).toBe(200)
    found.push(...page.data.items)
    cursor = page.data.nextCursor
    if (!cursor) return found
  }
}

// Half a second of writing, a kill and a start make some four seconds each.
const longest = sized(600_000, 7_200_000)

it('kill -9 while writing loses nothing acknowledged and does nothing twice', { timeout: longest }, async () => {
  let server = start()
  let base = await server.ready()
  const admin = await setUp(base)
  const collectionId = await fillLibrary(base, admin)
  const acknowledged = new Set<string>()
  const tried = new Set<string>()
  for (let round = 0; round < sized(4, 500); round++) {
    const writing = Array.from({ length: 3 }, (_, n) => write(base, admin, collectionId, `load-${round}-${n}`))
    await sleep(Math.random() * 1500)
    server.signal('SIGKILL')
    await server.ended()
    for (const written of await Promise.all(writing)) {
      for (const id of written.acknowledged) acknowledged.add(id)
      for (const id of written.tried) tried.add(id)
    }
    server = start()
    base = await server.ready()
  }
  expect(acknowledged.size).toBeGreaterThan(0)
  // Everything is worked on to its end, also what was in hand when the server was killed.
  const counts = async () => (await admin.query(base, 'collections.get', { id: collectionId })).data.counts
  const open = async () => {
    const { queued = 0, parsing = 0, chunking = 0, embedding = 0 } = await counts()
    return queued + parsing + chunking + embedding
  }
  await expect.poll(open, { timeout: longest / 6, interval: 500 }).toBe(0)
  const documents = (await allDocuments(base, admin, collectionId)).filter(({ externalId }) =>
    externalId.startsWith('load-'),
  )
  const ids = documents.map(({ externalId }) => externalId)
  expect(new Set(ids).size).toBe(ids.length)
  expect([...acknowledged].filter((id) => !ids.includes(id))).toEqual([])
  expect(ids.filter((id) => !tried.has(id))).toEqual([])
  expect(documents.filter(({ status }) => status !== 'indexed')).toEqual([])
  const [last = ''] = [...acknowledged].slice(-1)
  const { data: found } = await admin.query(base, 'search.retrieve', { query: `heron of ${last}`, limit: 100 })
  const hits = found.hits.filter((hit: { externalId: string }) => hit.externalId === last)
  expect(hits).toHaveLength(1)
  server.signal('SIGTERM')
  expect(await server.ended()).toBe(0)
  if (process.platform === 'linux') expect(processesOf(data())).toEqual([])
})

it('a second server on the folder is refused while the first one works, and disturbs nothing', async () => {
  const first = start()
  const base = await first.ready()
  const second = startServer({ data: data() })
  expect(await second.ended()).toBe(1)
  expect(second.output()).toContain(`process ${first.pid}`)
  expect((await fetch(`${base}/health/ready`)).status).toBe(200)
  first.signal('SIGTERM')
  expect(await first.ended()).toBe(0)
})
