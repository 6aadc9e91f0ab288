import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { chmod, cp, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { startEmbeddedPostgres } from '../src/embedded/index.ts'

export const HOLDER = path.join(import.meta.dirname, 'fixtures/hold-database.ts')
export const isRoot = process.getuid?.() === 0
export const onLinux = os.platform() === 'linux'

// in memory where there is such a folder: creating a database writes a lot
const ROOM = existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir()

/** A folder that is removed after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(ROOM, 'sarvanom-db-'))
  await chmod(folder, 0o700)
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }))
  return folder
}

let template: Promise<string> | undefined

async function createTemplate(): Promise<string> {
  const folder = await mkdtemp(path.join(ROOM, 'sarvanom-db-template-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  await (await startEmbeddedPostgres({ dataDir: folder, durable: false })).stop()
  return folder
}

/** A folder in which a database has been created already: a copy, for creating one takes a second. */
export async function dataFolder(): Promise<string> {
  template ??= createTemplate()
  const folder = await temporaryFolder()
  await cp(await template, folder, { recursive: true })
  return folder
}

/** Starts a script and ends it after the test. */
export function start(file: string, args: readonly string[], prefix: readonly string[] = []): ChildProcess {
  const [program = '', ...rest] = [...prefix, process.execPath, file, ...args]
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return child
}

/** The first line that a script prints. */
export async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no output')
  const lines = createInterface({ input: child.stdout })
  const [line] = await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => [''])])
  return String(line)
}

export async function holdDatabase(dataDir: string, args: readonly string[] = [], prefix: readonly string[] = []) {
  const owner = start(HOLDER, [dataDir, ...args], prefix)
  const told: { pid: number; url: string; error?: string } = JSON.parse(await firstLine(owner))
  if (told.error) throw new Error(told.error)
  return { owner, ...told }
}

export async function killed(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill(signal)
  await exit
}

/** Also false for a process that has ended and was not yet waited for. */
export function runs(pid: number): boolean {
  if (onLinux) return existsSync(`/proc/${pid}`) && readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== ''
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

export async function until(condition: () => boolean | Promise<boolean>, ms = 20_000): Promise<void> {
  const end = performance.now() + ms
  while (!(await condition())) {
    if (performance.now() > end) throw new Error('it did not happen in time')
    await sleep(20)
  }
}
