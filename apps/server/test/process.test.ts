import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { endServers, main, processesOf, startServer } from './server-process.ts'

/** In memory where that is possible: a new database is flushed to the disk many times. */
const temporary = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
let parent = ''
let data = ''
beforeEach(() => {
  parent = mkdtempSync(join(temporary, 'sarvanom-process-'))
  data = join(parent, 'data')
})
afterEach(async () => {
  await endServers()
  rmSync(parent, { recursive: true, force: true })
})

/** For a machine that does other things too. */
const patient = { timeout: 60_000 }
const isRoot = process.getuid?.() === 0
const onLinux = process.platform === 'linux'
const ordinaryUser = 65_534

/** A clone that only its owner can enter cannot be run by somebody else. */
function othersCanRun(): boolean {
  try {
    execFileSync(process.execPath, ['--check', main], { uid: ordinaryUser, gid: ordinaryUser, stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe('the server', () => {
  it('starts on an empty folder, tells its address and the setup code, and stops without a trace', async () => {
    const server = startServer({ data })
    const base = await server.ready()
    await expect.poll(server.output, patient).toMatch(/SarvanOM is ready at http:\/\/localhost:\d+/)
    await expect.poll(server.output, patient).toMatch(/Nobody has an account yet; setup code: \S+/)
    expect((await fetch(`${base}/health/live`)).status).toBe(200)
    const ready = await fetch(`${base}/health/ready`)
    expect([ready.status, await ready.json()]).toMatchObject([
      200,
      {
        status: 'ok',
        checks: {
          database: { status: 'ok' },
          index: { status: 'ok' },
          files: { status: 'ok' },
          jobs: { status: 'ok' },
        },
      },
    ])
    server.signal('SIGTERM')
    // A terminal, npm and the start script may each pass on the same signal.
    server.signal('SIGINT')
    server.signal('SIGTERM')
    expect(await server.ended()).toBe(0)
    if (onLinux) expect(processesOf(data)).toEqual([])
  })

  it('keeps the setup code that it was given to itself', async () => {
    const server = startServer({ data, env: { SARVANOM_SETUP_CODE: 'given-setup-code' } })
    await server.ready()
    await expect.poll(server.output, patient).toContain('Nobody has an account yet')
    expect(server.output()).not.toContain('given-setup-code')
  })

  it('refuses a folder that another one uses, and names that one', async () => {
    const first = startServer({ data })
    await first.ready()
    const second = startServer({ data })
    expect(await second.ended()).toBe(1)
    expect(second.output()).toMatch(
      new RegExp(
        `^SarvanOM is already running on this data folder \\(process ${first.pid}, http://localhost:\\d+\\)\n$`,
      ),
    )
  })

  it.runIf(onLinux)('is ready again after kill -9, and stops the database that was left', async () => {
    const killed = startServer({ data })
    await killed.ready()
    const [orphan] = processesOf(data).filter(({ command }) => command.includes('postgres'))
    killed.signal('SIGKILL')
    await killed.ended()
    const server = startServer({ data })
    const base = await server.ready()
    expect((await fetch(`${base}/health/ready`)).status).toBe(200)
    expect(processesOf(data).map(({ pid }) => pid)).not.toContain(orphan?.pid)
    server.signal('SIGTERM')
    expect(await server.ended()).toBe(0)
    expect(processesOf(data)).toEqual([])
  })

  it('stops cleanly while it is still starting, and starts the next time', async () => {
    const server = startServer({ data })
    await expect.poll(server.output, patient).toContain('Creating the database')
    server.signal('SIGTERM')
    await server.ended()
    if (onLinux) await expect.poll(() => processesOf(data), patient).toEqual([])
    await startServer({ data }).ready()
  })

  it.runIf(onLinux)('starts the database again when it dies', async () => {
    const server = startServer({ data })
    const base = await server.ready()
    const [database] = processesOf(data).filter(({ command }) => command.includes('postgres'))
    process.kill(database?.pid ?? Number.NaN, 'SIGKILL')
    await expect.poll(server.output, patient).toContain('the database is back')
    await expect.poll(async () => (await fetch(`${base}/health/ready`)).status, patient).toBe(200)
  })
})

describe('a start that cannot be', () => {
  it('says in one line that the port is taken', async () => {
    const other = createServer()
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port))
    })
    const server = startServer({ data, env: { PORT: String(port) } })
    expect(await server.ended()).toBe(1)
    expect(server.output()).toBe(`Port ${port} on 127.0.0.1 is in use by another program. PORT chooses another one.\n`)
    other.close()
  })

  it('says in one line for each variable what is wrong with it', async () => {
    const server = startServer({ data, env: { PORT: 'eighty', SARVANOM_METRICS_TOKEN: 'short-secret' } })
    expect(await server.ended()).toBe(1)
    expect(server.output().split('\n')).toEqual([
      expect.stringMatching(/^PORT is "eighty": it must be /),
      expect.stringMatching(/^SARVANOM_METRICS_TOKEN is not valid \(its value is not shown\): it must be /),
      '',
    ])
  })

  it.runIf(onLinux)('says in one line that the folder cannot be used', async () => {
    const server = startServer({ data: '/proc/sarvanom' })
    expect(await server.ended()).toBe(1)
    expect(server.output()).toMatch(/^The data folder \/proc\/sarvanom cannot be used: .*\n$/)
  })

  it('says in one line that the database of DATABASE_URL cannot be reached, without its password', async () => {
    const DATABASE_URL = 'postgres://someone:hunter2@127.0.0.1:1/none'
    const server = startServer({ data, env: { DATABASE_URL, SARVANOM_SECRET: 'x'.repeat(32) } })
    expect(await server.ended()).toBe(1)
    expect(server.output()).toMatch(/^The database of DATABASE_URL cannot be used: .*ECONNREFUSED.*\n$/)
    expect(server.output()).not.toContain('hunter2')
  })
})

describe.runIf(isRoot && onLinux && othersCanRun())('as an ordinary user', () => {
  it('the server starts and stops without a trace', async () => {
    chmodSync(parent, 0o777)
    const server = startServer({ data, uid: ordinaryUser })
    const base = await server.ready()
    expect((await fetch(`${base}/health/ready`)).status).toBe(200)
    server.signal('SIGTERM')
    expect(await server.ended()).toBe(0)
    expect(processesOf(data)).toEqual([])
  })

  it('a folder that belongs to somebody else is refused', async () => {
    chownSync(parent, 0, 0)
    chmodSync(parent, 0o755)
    const server = startServer({ data, uid: ordinaryUser })
    expect(await server.ended()).toBe(1)
    expect(server.output()).toBe(
      `The data folder ${data} cannot be used: this user may not write there. SARVANOM_DATA names another one.\n`,
    )
  })
})
