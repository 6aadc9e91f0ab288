import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Log } from '../log.ts'
import { writeDurably } from './folders.ts'
import type { Identity } from './run-as.ts'

const exec = promisify(execFile)

/** Given on the server's command line, where it cannot be lost or overwritten: the process that started it. */
export const OWNER_SETTING = 'sarvanom.owner_pid'

/** The database of this data folder is served already, on behalf of a process that is alive. */
export class DatabaseInUseError extends Error {
  override readonly name = 'DatabaseInUseError'
  /** The process that started the server, as far as it is known. */
  readonly ownerPid: number | undefined
  readonly serverPid: number | undefined

  constructor(cluster: string, ownerPid: number | undefined, serverPid: number | undefined) {
    const by = ownerPid === undefined ? '' : ` by process ${ownerPid}`
    super(
      `The database in ${cluster} is in use${by}${serverPid === undefined ? '' : ` (PostgreSQL is process ${serverPid})`}`,
    )
    this.ownerPid = ownerPid
    this.serverPid = serverPid
  }
}

interface ProcessFacts {
  parent: number
  command: string
}

/** What the system says of a process; undefined where there is none (a zombie counts as none). */
async function inspect(pid: number, cluster: string): Promise<ProcessFacts | undefined> {
  try {
    if (os.platform() === 'win32') {
      if (!exists(pid)) return undefined
      // Windows tells no parent; the server wrote its command line beside postmaster.pid
      const command = (await readFile(path.join(cluster, 'postmaster.opts'), 'utf8')).replaceAll('"', '').trim()
      const owner = ownerIn(command) ?? 0
      return { parent: exists(owner) ? owner : 1, command }
    }
    if (os.platform() === 'linux') {
      const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim()
      const status = await readFile(`/proc/${pid}/status`, 'utf8')
      const parent = Number(/^PPid:\s*(\d+)/m.exec(status)?.[1] ?? 0)
      return command === '' ? undefined : { parent, command }
    }
    const { stdout } = await exec('/bin/ps', ['-ww', '-o', 'ppid=,command=', '-p', String(pid)])
    const found = /^\s*(\d+)\s+(.*)$/s.exec(stdout)
    return found ? { parent: Number(found[1]), command: (found[2] ?? '').trim() } : undefined
  } catch {
    return undefined
  }
}

export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function ownerIn(command: string): number | undefined {
  const found = command.split(' ').find((argument) => argument.startsWith(`${OWNER_SETTING}=`))
  return found ? Number(found.slice(OWNER_SETTING.length + 1)) : undefined
}

async function serves(pid: number, command: string, cluster: string): Promise<boolean> {
  if (!/(^|\/)postgres(\.exe)? /.test(`${command} `)) return false
  if (command.includes(`-D ${cluster} `) || command.endsWith(`-D ${cluster}`)) return true
  // the folder may have been renamed since; the server's working folder is still the same one
  try {
    const [own, working] = await Promise.all([stat(cluster), stat(`/proc/${pid}/cwd`)])
    return own.dev === working.dev && own.ino === working.ino
  } catch {
    return false
  }
}

/**
 * Makes sure that no server runs on `cluster`: stops one whose owner has died, and throws `DatabaseInUseError` for one
 * whose owner lives. A process id in postmaster.pid that now belongs to another program is put out of PostgreSQL's way.
 */
export async function takeOver(cluster: string, owner: Identity | undefined, log: Log): Promise<void> {
  const pidFile = path.join(cluster, 'postmaster.pid')
  const content = await readFile(pidFile, 'utf8').catch(() => undefined)
  const pid = Number(content?.split('\n')[0])
  if (content === undefined || !Number.isInteger(pid) || pid <= 1) return
  const facts = await inspect(pid, cluster)
  if (!facts || !(await serves(pid, facts.command, cluster))) {
    if (!exists(pid)) return
    // PostgreSQL would refuse to start for as long as any process has that id, a zombie included. It does not mind the id
    // of its own parent, and goes on to check the shared memory named in the other lines.
    log('warn', 'The process id of a crashed database is in use by another program', { pid })
    await writeDurably(pidFile, content.replace(/^\d+/, String(process.pid)), owner)
    return
  }
  const startedBy = ownerIn(facts.command)
  // an orphan is given to another parent, so it cannot be mistaken when its owner's id is used again
  const orphan = startedBy === undefined ? facts.parent === 1 : facts.parent !== startedBy
  if (!orphan) throw new DatabaseInUseError(cluster, startedBy ?? facts.parent, pid)
  log('warn', 'Stopping a database whose owner has died', { pid, owner: startedBy })
  await stopProcess(pid, async () => (await inspect(pid, cluster)) === undefined)
}

interface StopTimes {
  fastMs: number
  immediateMs: number
}

const STOP_TIMES: StopTimes = { fastMs: 6_000, immediateMs: 2_000 }

/**
 * Shuts a server down: fast (open transactions are rolled back, everything is written), then immediately (the next start
 * recovers from the log), then by force. Throws when it outlives even that.
 */
export async function stopProcess(
  pid: number,
  isGone: () => boolean | Promise<boolean>,
  { fastMs, immediateMs } = STOP_TIMES,
): Promise<void> {
  for (const [signal, waitMs] of [
    ['SIGINT', fastMs],
    ['SIGQUIT', immediateMs],
    ['SIGKILL', 1_000],
  ] as const) {
    if (await isGone()) return
    try {
      process.kill(pid, signal)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return
      throw new Error(`PostgreSQL (process ${pid}) cannot be stopped`, { cause: error })
    }
    const until = performance.now() + waitMs
    while (performance.now() < until) {
      if (await isGone()) return
      await sleep(10)
    }
  }
  if (!(await isGone())) throw new Error(`PostgreSQL (process ${pid}) does not end`)
}
