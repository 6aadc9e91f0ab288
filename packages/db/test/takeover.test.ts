import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { DatabaseInUseError, startEmbeddedPostgres } from '../src/embedded/index.ts'
import { dataFolder, HOLDER, holdDatabase, killed, onLinux, runs, start, temporaryFolder, until } from './processes.ts'

async function started(dataDir: string, log?: (level: string, message: string) => void) {
  const postgres = await startEmbeddedPostgres(log ? { dataDir, log } : { dataDir })
  onTestFinished(() => postgres.stop())
  return postgres
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  onTestFinished(() => client.end())
  return client
}

/** A server whose owner is gone, as a crash leaves it where the system does not end it with its owner. */
async function leaveOrphan(dataDir: string): Promise<number> {
  const { owner, pid } = await holdDatabase(dataDir)
  const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').slice(0, -1)
  await killed(owner)
  await until(() => !runs(pid))
  const prefix = process.getuid?.() === 0 ? ['unshare', '--user', '--map-user=65534', '--map-group=65534'] : []
  const [program = '', ...args] = [...prefix, ...command]
  const child = spawn(program, args, { detached: true, stdio: 'ignore' })
  onTestFinished(() => {
    child.kill('SIGQUIT')
  })
  const pidFile = path.join(dataDir, 'postgres/postmaster.pid')
  await until(async () => /ready/.test(await readFile(pidFile, 'utf8').catch(() => '')))
  return child.pid ?? 0
}

test('what was acknowledged before a kill -9 of the owner is there after it, and no server is left behind', async () => {
  const dataDir = await dataFolder()
  for (let round = 1; round <= 3; round++) {
    const { owner, pid, url } = await holdDatabase(dataDir)
    const client = await connected(url)
    await client.query('create table if not exists notes (n serial)')
    let acknowledged = 0
    const writing = (async () => {
      for (;;) {
        const { rows } = await client.query<{ n: number }>('insert into notes default values returning n')
        acknowledged = rows[0]?.n ?? 0
      }
    })().catch(() => {})
    await sleep(200 * round)
    await killed(owner)
    const next = await started(dataDir)
    await writing
    expect(runs(pid)).toBe(false)
    const reader = await connected(next.url)
    const { rows } = await reader.query<{ last: number }>('select max(n) as last from notes')
    expect(acknowledged).toBeGreaterThan(0)
    expect(rows[0]?.last).toBeGreaterThanOrEqual(acknowledged)
    await next.stop()
  }
})

test.runIf(onLinux)('a server whose owner has died is stopped, and its place taken', async () => {
  const dataDir = await dataFolder()
  const orphan = await leaveOrphan(dataDir)
  const logged: string[] = []
  const postgres = await started(dataDir, (_level, message) => logged.push(message))
  expect(runs(orphan)).toBe(false)
  expect(postgres.alive()).toBe(true)
  expect(logged).toContain('Stopping a database whose owner has died')
})

test.runIf(onLinux)('also when the data folder was moved meanwhile', async () => {
  const before = await dataFolder()
  const after = path.join(await temporaryFolder(), 'after')
  const orphan = await leaveOrphan(before)
  await rename(before, after)
  const postgres = await started(after)
  expect(runs(orphan)).toBe(false)
  expect(postgres.alive()).toBe(true)
})

test('a second start is refused, names the owner, and does no harm', async () => {
  const dataDir = await dataFolder()
  const { owner, url } = await holdDatabase(dataDir)
  const refusal = await startEmbeddedPostgres({ dataDir }).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(DatabaseInUseError)
  expect(refusal).toMatchObject({ ownerPid: owner.pid })
  const client = await connected(url)
  expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
})

test('of two first starts at once one serves and the other is refused', async () => {
  const dataDir = await temporaryFolder()
  const results = await Promise.allSettled([holdDatabase(dataDir), holdDatabase(dataDir), holdDatabase(dataDir)])
  const serving = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []))
  expect(serving).toHaveLength(1)
  expect(refused).toHaveLength(2)
  for (const reason of refused) expect(reason).toMatch(/is in use/)
  const client = await connected(serving[0]?.url ?? '')
  expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
})

test('a process id that now belongs to another program does not prevent the start', async () => {
  const dataDir = await dataFolder()
  const { owner, pid } = await holdDatabase(dataDir)
  process.kill(pid, 'SIGKILL')
  await killed(owner)
  const pidFile = path.join(dataDir, 'postgres/postmaster.pid')
  const stranger = spawn('sleep', ['60'])
  onTestFinished(() => {
    stranger.kill()
  })
  await writeFile(pidFile, (await readFile(pidFile, 'utf8')).replace(/^\d+/, String(stranger.pid)))
  const postgres = await started(dataDir)
  expect(postgres.alive()).toBe(true)
  expect(stranger.exitCode).toBeNull()
})

test('a server that was killed together with its owner is recovered', async () => {
  const dataDir = await dataFolder()
  const { owner, pid, url } = await holdDatabase(dataDir)
  const client = await connected(url)
  await client.query('create table notes as select 1 as n')
  process.kill(pid, 'SIGKILL')
  await killed(owner)
  const next = await connected((await started(dataDir)).url)
  expect((await next.query('select n from notes')).rows).toEqual([{ n: 1 }])
})

test('killed at any moment of its first start, the next one works and leaves nothing lying about', async () => {
  const dataDir = await temporaryFolder()
  for (const ms of [150, 400, 700, 1100, 1600]) {
    const owner = start(HOLDER, [dataDir])
    await Promise.race([sleep(ms), once(owner, 'exit')])
    await killed(owner)
  }
  await mkdir(path.join(dataDir, 'postgres.init-999999999-left/cluster'), { recursive: true })
  const postgres = await started(dataDir)
  const client = await connected(postgres.url)
  expect((await client.query('select current_database() as name')).rows).toEqual([{ name: 'sarvanom' }])
  expect((await readdir(dataDir)).sort()).toEqual(['postgres', 'postgres-socket'])
})

test('a stale socket whose process id belongs to another program does not prevent the start', async () => {
  const dataDir = await dataFolder()
  await (await started(dataDir)).stop()
  const socket = path.join(dataDir, 'postgres-socket/.s.PGSQL.5432')
  const stranger = spawn('sleep', ['60'])
  onTestFinished(() => {
    stranger.kill()
  })
  await writeFile(`${socket}.lock`, `${stranger.pid}\n${dataDir}/postgres\n1\n5432\n${path.dirname(socket)}\n`)
  expect((await started(dataDir)).alive()).toBe(true)
  expect(stranger.exitCode).toBeNull()
})
