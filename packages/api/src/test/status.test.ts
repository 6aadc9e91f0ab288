import { openTestCore, openTestMailServer, startScriptedModel, type TestCore } from '@sarvanom/core/testing'
import { TRPCError } from '@trpc/server'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Browser, browser, password } from './audit/client.ts'
import { waitingJob } from './waiting-job.ts'

const patient = { timeout: 60_000 }

/** An installation of its own, and its administrator. */
async function openWorld(changes: Parameters<typeof openTestCore>[0] = {}) {
  const test = await openTestCore({ setupCode: 'test-setup-code', ...changes })
  const admin = browser(test)
  await admin.call().auth.setup({ email: 'ada@example.org', name: 'Ada', password, setupCode: 'test-setup-code' })
  return { test, admin }
}

describe('the status of the system', () => {
  let test: TestCore
  let admin: Browser
  beforeAll(async () => {
    ;({ test, admin } = await openWorld())
  })
  afterAll(() => test.close())
  const status = () => admin.call().system.status()

  it('tells every check, and what runs in which version', async () => {
    const told = await status()
    expect(told.status).toBe('ok')
    expect(told.checks.map(({ name, status: found, needed }) => [name, found, needed])).toEqual([
      ['database', 'ok', true],
      ['index', 'ok', true],
      ['files', 'ok', true],
      ['jobs', 'ok', true],
      ['models', 'off', false],
      ['disk', 'ok', false],
      ['mail', 'off', false],
    ])
    expect(told.versions).toMatchObject({ node: process.version, lancedb: expect.stringMatching(/^\d+\.\d+/) })
    expect(told.versions.postgres).toMatch(/^\d+/)
    expect(told.migrations.length).toBeGreaterThan(1)
    expect(new Set(told.migrations.map(({ state }) => state))).toEqual(new Set(['applied']))
    expect(told.storage).toMatchObject({
      disk: { total: expect.any(Number), left: expect.any(Number) },
      database: expect.any(Number),
      index: expect.any(Number),
      files: expect.any(Number),
    })
    // The database of the tests is not a child of this process, so nobody measured it.
    expect(told.memory).toEqual({ server: expect.any(Number), database: null })
    expect(told.index).toMatchObject({ rows: 0, build: null })
  })

  it('has the samples of this server in its history, and no state where there are none', async () => {
    await test.core.health.sample()
    const { history, servers } = await status()
    expect(history.checks.database.worst).toHaveLength(96)
    expect(history.checks.database.worst.at(-1)).toBe('ok')
    expect(history.checks.database.samples.at(-1)).toBeGreaterThan(0)
    expect(history.checks.database.worst[0]).toBeNull()
    expect(servers).toMatchObject([{ id: test.core.health.server.id, isThis: true }])
  })

  it('counts open runs without telling what they ask', async () => {
    const user = await test.addUser()
    const { prisma } = test.db
    const thread = await prisma.thread.create({ data: { userId: user.userId, title: 'A secret' } })
    const query = await prisma.query.create({
      data: { threadId: thread.id, userId: user.userId, question: 'What is the secret?', mode: 'quick' },
    })
    await prisma.run.create({
      data: { queryId: query.id, status: 'running', leaseOwner: 'x', leaseUntil: new Date(Date.now() + 3_600_000) },
    })
    const told = await status()
    expect(told.runs).toMatchObject({ pending: 0, running: 1, oldestAt: expect.any(String) })
    expect(JSON.stringify(told)).not.toContain('secret')
  })

  it('lists jobs that can be cancelled, and cancels them once', async () => {
    const id = await waitingJob(test)
    const listed = async () => (await status()).jobs.open.find((job) => job.id === id)
    expect(await listed()).toMatchObject({ queue: 'index.rebuild', state: 'waiting', cancellable: true })
    expect(await admin.call().system.jobs.cancel({ id })).toEqual({ queue: 'index.rebuild' })
    expect(await listed()).toBeUndefined()
    await expect(admin.call().system.jobs.cancel({ id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('cancels a rebuild that is under way, after which another one can be made', async () => {
    // As another server that maintains the index: the rebuild waits for its turn.
    const other = await test.db.pool.connect()
    await other.query('select pg_advisory_lock(7301562048)')
    const rebuilds = async () => (await status()).jobs.open.filter(({ queue }) => queue === 'index.rebuild')
    await admin.call().system.rebuildIndex()
    await expect.poll(rebuilds, patient).toMatchObject([{ state: 'running', startedAt: expect.any(String) }])
    const [running] = await rebuilds()
    await admin.call().system.jobs.cancel({ id: running?.id ?? '' })
    expect(await rebuilds()).toEqual([])
    await admin.call().system.rebuildIndex()
    // The worker takes up the next one only once the cancelled one has let go.
    await expect.poll(rebuilds, patient).toMatchObject([{ state: 'running' }])
    const before = (await status()).versions.index?.version ?? 0
    await other.query('select pg_advisory_unlock(7301562048)')
    other.release()
    await expect.poll(rebuilds, patient).toEqual([])
    expect((await status()).versions.index?.version).toBeGreaterThan(before)
  })

  it('does not let the jobs of any other queue be cancelled', async () => {
    await test.core.jobs.enqueue('index.maintain', [{}], { key: 'later', delaySeconds: 3600 })
    const { rows } = await test.db.pool.query(`select id::text from pgboss.job where singleton_key = 'later'`)
    await expect(admin.call().system.jobs.cancel({ id: rows[0].id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('is for who manages the system alone', async () => {
    const member = browser(test)
    await admin.call().users.create({ email: 'ben@example.org', name: 'Ben', role: 'member', password })
    await member.call().auth.login({ email: 'ben@example.org', password })
    for (const refused of [() => member.call().system.status(), () => member.call().system.jobs.cancel({ id: 'x' })])
      await expect(refused()).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(browser(test).call().system.status()).rejects.toBeInstanceOf(TRPCError)
  })

  it('says that jobs stand still when one has been due for long and its queue begins nothing', async () => {
    await test.db.pool.query(
      `insert into pgboss.queue select * from jsonb_populate_record(
         (select q from pgboss.queue q where name = 'sessions.expire'), '{"name": "nobody.works"}')`,
    )
    await test.db.pool.query(
      `insert into pgboss.job (name, start_after) values ('nobody.works', now() - interval '20 minutes')`,
    )
    await expect
      .poll(async () => (await status()).checks.find(({ name }) => name === 'jobs'), patient)
      .toMatchObject({ status: 'degraded', code: 'jobsStuck', values: { queue: 'nobody.works' } })
    expect((await status()).status).toBe('degraded')
    await test.db.pool.query(`delete from pgboss.job where name = 'nobody.works'`)
    await expect.poll(async () => (await status()).status, patient).toBe('ok')
  })
})

describe('limits', () => {
  it('a language model that is silent is a limit, until it answers again', async () => {
    const model = await startScriptedModel()
    const { test, admin } = await openWorld({ model: { url: model.url, model: 'scripted' } })
    onTestFinished(() => test.close())
    const told = async () => {
      const { status, checks } = await admin.call().system.status()
      return [status, checks.find(({ name }) => name === 'models')?.status]
    }
    await expect.poll(told, patient).toEqual(['ok', 'ok'])
    await model.close()
    await expect.poll(told, patient).toEqual(['degraded', 'failed'])
    expect(test.core.readiness.last()?.status).toBe('degraded')
    const again = await startScriptedModel({ port: model.port })
    onTestFinished(() => again.close())
    await expect.poll(told, patient).toEqual(['ok', 'ok'])
  })

  it('a mail server that cannot be reached is a limit', async () => {
    // Nothing listens there.
    const { test, admin } = await openWorld({ mail: { url: 'smtp://127.0.0.1:9', from: 'a@example.org' } })
    onTestFinished(() => test.close())
    const { status, checks } = await admin.call().system.status()
    expect([status, checks.find(({ name }) => name === 'mail')?.status]).toEqual(['degraded', 'failed'])
  })

  it('a mail server that answers is none', async () => {
    const server = await openTestMailServer()
    onTestFinished(() => server.close())
    const { test, admin } = await openWorld({ mail: server.mail })
    onTestFinished(() => test.close())
    const { status, checks } = await admin.call().system.status()
    expect([status, checks.find(({ name }) => name === 'mail')?.status]).toEqual(['ok', 'ok'])
    expect(server.received).toHaveLength(0)
  })
})
