import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDataFolder } from './data-folder.ts'
import { holderOf, processIdentity } from './data-folder-lock.mjs'

const url = 'http://localhost:3000'
let parent = ''
let folder = ''
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'sarvanom-lock-'))
  folder = join(parent, 'data')
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

/** Starts a process that takes the folder, says how it went in one line, and then waits. */
function contender() {
  const script = `
    import { openDataFolder } from ${JSON.stringify(join(import.meta.dirname, 'data-folder.ts'))}
    try { openDataFolder(${JSON.stringify(folder)}, ${JSON.stringify(url)}); console.log('taken') }
    catch (error) { console.log(error.message) }
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said = new Promise<string>((resolve) =>
    child.stdout.once('data', (data: Buffer) => resolve(String(data).trim())),
  )
  const killed = () =>
    new Promise<void>((resolve) => {
      child.once('exit', () => resolve())
      child.kill('SIGKILL')
    })
  return { pid: child.pid, said, killed }
}

const lockFile = () => join(folder, readdirSync(folder).find((name) => name.startsWith('server.lock.')) ?? '')

describe('the data folder', () => {
  it('is created for its owner alone', () => {
    openDataFolder(folder, url).release()
    expect(statSync(folder).mode & 0o777).toBe(0o700)
  })

  it('is refused to a second process, which is told who has it', async () => {
    const first = contender()
    expect(await first.said).toBe('taken')
    expect(() => openDataFolder(folder, url)).toThrow(
      `SarvanOM is already running on this data folder (process ${first.pid}, ${url})`,
    )
    await first.killed()
  })

  it('is free again after kill -9', async () => {
    const first = contender()
    await first.said
    await first.killed()
    expect(holderOf(folder)).toBeUndefined()
    openDataFolder(folder, url).release()
  })

  it('is free again after a release, and keeps one lock file however often it is taken', () => {
    for (let round = 0; round < 5; round++) {
      const held = openDataFolder(folder, url)
      expect(holderOf(folder)?.pid).toBe(process.pid)
      held.release()
      expect(holderOf(folder)).toBeUndefined()
    }
    expect(readdirSync(folder)).toHaveLength(1)
  })

  it('goes to exactly one of several that find a dead holder at once', async () => {
    const first = contender()
    await first.said
    await first.killed()
    const contenders = Array.from({ length: 6 }, contender)
    const said = await Promise.all(contenders.map(({ said }) => said))
    await Promise.all(contenders.map(({ killed }) => killed()))
    expect(said.filter((line) => line === 'taken')).toHaveLength(1)
    expect(said.filter((line) => line.includes('already running'))).toHaveLength(5)
  })

  it('is not held by another process that got the pid of a dead one', () => {
    openDataFolder(folder, url)
    const path = lockFile()
    const content = JSON.parse(readFileSync(path, 'utf8'))
    writeFileSync(path, JSON.stringify({ ...content, identity: `${content.identity}-earlier` }))
    openDataFolder(folder, url).release()
  })

  it('is held by a process of another machine while that one beats', () => {
    openDataFolder(folder, url)
    const path = lockFile()
    const content = JSON.parse(readFileSync(path, 'utf8'))
    writeFileSync(path, JSON.stringify({ ...content, host: 'elsewhere', pid: 7 }))
    expect(holderOf(folder)?.pid).toBe(7)
    execFileSync('touch', ['-d', '1 minute ago', path])
    expect(holderOf(folder)).toBeUndefined()
  })

  it('is free where the lock is garbage', () => {
    openDataFolder(folder, url)
    writeFileSync(lockFile(), '\0\0\0')
    openDataFolder(folder, url).release()
  })

  it('that is a file is refused with a reason', () => {
    writeFileSync(folder, '')
    expect(() => openDataFolder(folder, url)).toThrow(`The data folder ${folder} cannot be used: it is not a folder.`)
  })
})

describe('the identity of a process', () => {
  it('is stable while it runs and absent when it does not', () => {
    expect(processIdentity(process.pid)).toBe(processIdentity(process.pid))
    expect(processIdentity(2 ** 22 + 1)).toBeUndefined()
  })
})
