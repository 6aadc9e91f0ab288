import { setTimeout as sleep } from 'node:timers/promises'
import { type DatabaseProxy, openDatabaseProxy } from '@sarvanom/db/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ServerProcess } from '../server-process.ts'
import { heldBytes, inspected } from './held-memory.ts'
import { fillLibrary, type Outcome, type Person, question, setUp } from './person.ts'
import { sized } from './scale.ts'
import { openStage, type Stage } from './stage.ts'
import { textOf, watchRun } from './watch.ts'

let stage: Stage
let proxy: DatabaseProxy
let server: ServerProcess
let base = ''
let admin: Person
let collectionId = ''
beforeAll(async () => {
  stage = await openStage({ gapMs: 200 })
  proxy = await openDatabaseProxy(stage.db.url)
  server = stage.start({ ...inspected, DATABASE_URL: proxy.url })
  base = await server.ready()
  admin = await setUp(base)
  collectionId = await fillLibrary(base, admin)
})
afterAll(async () => {
  await stage.close()
  proxy.close()
})

const patient = { timeout: 90_000 }

/** What one client after the other gets, until it is told to end. */
function keepAsking(ask: () => Promise<Outcome>) {
  const outcomes: (Outcome & { ms: number })[] = []
  let ended = false
  const asking = (async () => {
    while (!ended) {
      const began = performance.now()
      outcomes.push({ ...(await ask()), ms: performance.now() - began })
      await sleep(20)
    }
  })()
  return async () => {
    ended = true
    await asking
    return outcomes
  }
}

const reads = () => admin.query(base, 'collections.get', { id: collectionId })

const longest = sized(300_000, 900_000)

it('connections killed once a second fail no read and no write is done twice', { timeout: longest }, async () => {
  let n = 0
  const written: string[] = []
  const writes = async () => {
    const externalId = `under-kills-${n++}`
    const items = [{ title: externalId, text: `Number ${n} of the notes.`, externalId }]
    const outcome = await admin.mutate(base, 'documents.addText', { collectionId, items })
    if (outcome.status === 200) written.push(externalId)
    return outcome
  }
  const { data } = await admin.mutate(base, 'search.ask', { question })
  const watching = watchRun(base, admin, data.runId)
  const ends = [reads, reads, () => admin.query(base, 'search.retrieve', { query: question })].map(keepAsking)
  const endWrites = keepAsking(writes)
  // Once a second; on a machine so slow that a read takes as long, not in the middle of each of its attempts.
  const began = performance.now()
  await reads()
  const pauseMs = Math.max(1000, 20 * (performance.now() - began))
  for (let kills = 0; kills < sized(5, 60); kills++) {
    await stage.db.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name like 'sarvanom%' and application_name <> 'sarvanom-test'`,
    )
    await sleep(pauseMs)
  }
  for (const end of ends) {
    const outcomes = await end()
    expect(outcomes.length).toBeGreaterThan(0)
    expect(outcomes.filter(({ status }) => status !== 200).map(({ data }) => data)).toEqual([])
  }
  // A write whose answer was lost may have been done: it is told as a failure, and can be done again by its externalId.
  const outcomes = await endWrites()
  expect(written.length).toBeGreaterThan(0)
  expect(outcomes.filter(({ status }) => status !== 200 && status !== 503).map(({ data }) => data)).toEqual([])
  const rows = await stage.db.prisma.document.findMany({
    where: { externalId: { startsWith: 'under-kills-' } },
    select: { externalId: true },
  })
  const stored = rows.map(({ externalId }) => externalId)
  expect(new Set(stored).size).toBe(stored.length)
  expect(written.filter((id) => !stored.includes(id))).toEqual([])
  const { events, returned } = await watching
  const rest = returned ? [] : (await watchRun(base, admin, data.runId, { lastEventId: events.at(-1)?.id })).events
  const all = [...events, ...rest]
  expect(all.map(({ id }) => Number(id))).toEqual(all.map((_, i) => i + 1))
  expect(all.at(-1)?.data.type).toBe('done')
  expect(textOf(all)).toContain('1974')
})

it.each(['refuse', 'swallow'] as const)(
  'a database that is gone (its network begins to %s) is told with 503 soon, and runs go on when it is back',
  async (how) => {
    const { data } = await admin.mutate(base, 'search.ask', { question })
    const runId = String(data.runId)
    await expect.poll(() => stage.model.calls.at(-1)?.done, patient).toBe(false)
    proxy.be(how)
    await expect.poll(async () => (await reads()).status, patient).toBe(503)
    const before = await heldBytes(server)
    const asking = keepAsking(reads)
    await sleep(sized(4, 30) * 1000)
    const outcomes = await asking()
    expect(outcomes.filter(({ status }) => status !== 503)).toEqual([])
    for (const { headers } of outcomes) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    // The contract says a second; a machine that is shared may take longer, and a statement's own limit would be 35.
    expect(Math.max(...outcomes.map(({ ms }) => ms))).toBeLessThan(10_000)
    expect((await fetch(`${base}/health/live`)).status).toBe(200)
    // Nothing is kept of what was refused.
    expect((await heldBytes(server)) - before).toBeLessThan(32 * 1024 * 1024)
    proxy.be('through')
    await expect.poll(async () => (await reads()).status, patient).toBe(200)
    await expect.poll(async () => (await fetch(`${base}/health/ready`)).status, patient).toBe(200)
    const { events } = await watchRun(base, admin, runId)
    expect(events.map(({ id }) => Number(id))).toEqual(events.map((_, i) => i + 1))
    expect(events.at(-1)?.data.type).toBe('done')
    expect(textOf(events)).toContain('1974')
    // Jobs are worked on again.
    const externalId = `after-${how}`
    const items = [{ title: externalId, text: 'It was added after the database had been away.', externalId }]
    expect((await admin.mutate(base, 'documents.addText', { collectionId, items })).status).toBe(200)
    const indexed = { where: { externalId, status: 'indexed' as const } }
    await expect.poll(() => stage.db.prisma.document.count(indexed), patient).toBe(1)
  },
  300_000,
)
