import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { UserActor } from '../../access/index.ts'
import { openTestCore, type ScriptedModel, startScriptedModel, type TestCore } from '../../testing/index.ts'
import { ask, cancelRun } from '../index.ts'
import { mostOpenRuns } from '../open-runs.ts'

let test: TestCore
let model: ScriptedModel
let ada: UserActor
let ben: UserActor

beforeAll(async () => {
  model = await startScriptedModel({ script: { fault: 'hang' } })
  const patient = { firstTokenMs: 100_000 }
  test = await openTestCore({ model: { url: model.url, timeouts: patient } })
  ada = await test.addUser()
  ben = await test.addUser()
  const collectionId = await test.addCollection(ada, { Glass: 'Bioactive glass was first made in 1969 in Florida.' })
  await test.db.prisma.collectionMember.create({ data: { collectionId, userId: ben.userId, level: 'viewer' } })
})
afterAll(async () => {
  await test.close()
  await model.close()
})

const question = 'When was bioactive glass first made?'
const askedBy = (actor: UserActor) => ask(test.core, actor, { question, mode: 'research' })
const running = (actor: UserActor) =>
  test.db.prisma.run.findMany({
    where: { status: 'running', query: { userId: actor.userId } },
    select: { id: true },
  })

/** Questions that wait, written at once. */
async function fill({ userId }: UserActor, count: number) {
  const { prisma } = test.db
  const { id: threadId } = await prisma.thread.create({ data: { userId, title: question }, select: { id: true } })
  const mode = 'research' as const
  const queries = Array.from({ length: count }, () => ({ id: randomUUID(), threadId, userId, question, mode }))
  await prisma.query.createMany({ data: queries })
  await prisma.run.createMany({ data: queries.map(({ id }) => ({ queryId: id })) })
}

async function endAll() {
  await test.db.pool.query(`UPDATE runs SET status = 'cancelled', completed_at = now() WHERE status = 'pending'`)
  for (const actor of [ada, ben]) for (const { id } of await running(actor)) await cancelRun(test.core, actor, id)
  const busy = () => test.db.prisma.run.count({ where: { status: 'running' } })
  await expect.poll(busy, { timeout: 60_000 }).toBe(0)
}

it('those who wait are taken up in turn, as many as there is room for, and who asks now comes after them', async () => {
  await fill(ada, 12)
  await expect.poll(async () => (await running(ada)).length, { timeout: 60_000 }).toBe(8)
  const { rows } = await test.db.pool.query<{ seconds: number }>(
    'SELECT extract(epoch FROM max(started_at) - min(started_at))::float8 AS seconds FROM runs',
  )
  // One room after the other at each look for what was left behind, every three seconds, would take 21.
  expect(rows[0]?.seconds).toBeLessThan(10)

  const waiting = async () =>
    (await test.db.prisma.run.findMany({ where: { status: 'pending' }, select: { id: true } })).map(({ id }) => id)
  const before = await waiting()
  for (const { id } of (await running(ada)).slice(0, 2)) {
    await cancelRun(test.core, ada, id)
    await expect.poll(async () => (await running(ada)).map((run) => run.id), { timeout: 60_000 }).not.toContain(id)
    const { runId } = await askedBy(ada)
    await expect.poll(async () => (await running(ada)).length, { timeout: 60_000 }).toBe(8)
    expect(await waiting()).toContain(runId)
  }
  expect((await waiting()).filter((id) => before.includes(id))).toHaveLength(2)
  await endAll()
})

it('who asks very much at once is told to wait, and others are answered before the rest of it', async () => {
  await fill(ada, mostOpenRuns - 20)
  const asked = await Promise.allSettled(Array.from({ length: 30 }, () => askedBy(ada)))
  const refused = asked.filter(({ status }) => status === 'rejected')
  expect(refused).toHaveLength(10)
  expect(refused[0]).toMatchObject({ reason: { code: 'TOO_MANY_REQUESTS', retryAfter: 10 } })
  await expect.poll(async () => (await running(ada)).length, { timeout: 60_000 }).toBe(8)

  await askedBy(ben)
  expect(await running(ben)).toEqual([])
  const [one] = await running(ada)
  await cancelRun(test.core, ada, one?.id ?? '')
  await expect.poll(async () => (await running(ben)).length, { timeout: 60_000 }).toBe(1)
  expect(await running(ada)).toHaveLength(7)
  // There is room again for one more.
  await askedBy(ada)
})

it('a run that is just being taken up when the server stops is given back', async () => {
  await endAll()
  const client = await test.db.pool.connect()
  const waits = async () => {
    const { rows } = await client.query(`SELECT 1 FROM pg_locks WHERE relation = 'runs'::regclass AND NOT granted`)
    return rows.length > 0
  }
  await client.query('BEGIN')
  await client.query('LOCK TABLE runs IN SHARE ROW EXCLUSIVE MODE')
  const { rows } = await client.query<{ id: string }>(
    `UPDATE runs SET status = 'pending', completed_at = NULL, cancel_requested_at = NULL
     WHERE id = (SELECT id FROM runs WHERE status = 'cancelled' LIMIT 1) RETURNING id`,
  )
  const runId = rows[0]?.id ?? ''
  test.core.runner.kick(runId)
  await expect.poll(waits, { timeout: 60_000 }).toBe(true)
  const stopped = test.core.runner.stop()
  await client.query('COMMIT')
  client.release()
  await stopped
  const run = await test.db.prisma.run.findUniqueOrThrow({ where: { id: runId } })
  expect(run).toMatchObject({ status: 'running', completedAt: null })
  expect(run.leaseUntil?.getTime()).toBeLessThan(Date.now())
})
