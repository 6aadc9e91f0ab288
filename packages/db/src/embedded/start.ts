import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, realpath } from 'node:fs/promises'
import net from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Log, noLog } from '../log.ts'
import { findBinaries, reachableBinaries } from './binaries.ts'
import { clearSocket, giveTo, SOCKET_PORT, socketFolder, writeDurably } from './folders.ts'
import { ADMIN, checkVersion, initialiseCluster, PASSWORD_FILE } from './initialise.ts'
import { DatabaseInUseError, OWNER_SETTING, stopProcess, takeOver } from './postmaster.ts'
import { prepareDatabase } from './prepare-database.ts'
import { CLEAN_ENV, chooseRunner, type Runner } from './run-as.ts'
import { createLogReader } from './server-log.ts'
import { hostBasedAccess, serverSettings } from './settings.ts'

export interface EmbeddedPostgresOptions {
  /** The database lies in its subfolder `postgres`. Created when missing. */
  dataDir: string
  log?: Log
  /** False gives up all safety against power cuts for speed: for tests alone. */
  durable?: boolean
  maxConnections?: number
  /** How long recovery after a crash may take before the start counts as failed. */
  startTimeoutMs?: number
}

export interface PostgresExit {
  code: number | null
  signal: NodeJS.Signals | null
  /** True after `stop()`. */
  expected: boolean
}

export interface EmbeddedPostgres {
  /** Connects as the role `sarvanom`, who owns the database `sarvanom`, may create databases and is no superuser. */
  url: string
  /** Connects as superuser to the database `postgres`: for backups and maintenance. */
  adminUrl: string
  pid: number
  /** Whether our child runs: not merely something that answers under the same address. */
  alive(): boolean
  /** Shuts down within 9 s, without losing anything. May be called more than once. */
  stop(): Promise<void>
  /** Called once, when the server has ended for whatever reason. */
  onExit(listener: (exit: PostgresExit) => void): void
}

interface Listener {
  folder: string | undefined
  port: number
  url(user: string, database: string): string
}

/**
 * Starts PostgreSQL on a data folder, creating the database first where there is none, and stopping a server that a crash
 * of this program has left behind. It ends with this process. Throws `DatabaseInUseError` when another living process
 * serves the folder.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
  pickRunner: typeof chooseRunner = chooseRunner,
): Promise<EmbeddedPostgres> {
  const { log = noLog, durable = true, maxConnections = 40, startTimeoutMs = 120_000 } = options
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 })
  const dataDir = await realpath(options.dataDir)
  const cluster = path.join(dataDir, 'postgres')
  const installed = findBinaries()
  const runner = await pickRunner(installed.postgres, dataDir)
  const asSomebodyElse = process.getuid?.() === 0 && runner.owner !== undefined && runner.owner.uid !== 0
  const binaries = asSomebodyElse ? await reachableBinaries(installed) : installed
  await takeOver(cluster, runner.owner, log)
  await initialiseCluster({ dataDir, cluster, binaries, runner, durable, log })
  await checkVersion(cluster, runner.version)
  await giveTo(cluster, runner.owner)

  const password = (await readFile(path.join(cluster, PASSWORD_FILE), 'utf8')).trim()
  const listener = await chooseListener(dataDir, runner, password)
  const access = listener.folder === undefined ? 'tcp' : runner.privateUser ? 'private-socket' : 'socket'
  await writeDurably(path.join(cluster, 'pg_hba.conf'), hostBasedAccess(access), runner.owner)

  const settings = serverSettings({ durable, maxConnections, socketFolder: listener.folder, port: listener.port })
  const assignments = Object.entries({ ...settings, [OWNER_SETTING]: String(process.pid) })
  const command = [
    ...runner.prefix,
    binaries.postgres,
    '-D',
    cluster,
    ...assignments.flatMap(([key, value]) => ['-c', `${key}=${value}`]),
  ]
  const deadline = performance.now() + startTimeoutMs
  for (;;) {
    const server = launch(command, cluster, runner, log)
    try {
      await prepareDatabase({
        adminUrl: listener.url(ADMIN, 'postgres'),
        password,
        cluster,
        pid: server.pid,
        running: server.alive,
        deadline,
        log,
      })
      return {
        url: listener.url('sarvanom', 'sarvanom'),
        adminUrl: listener.url(ADMIN, 'postgres'),
        pid: server.pid,
        alive: server.alive,
        stop: server.stop,
        onExit: server.onExit,
      }
    } catch (error) {
      await server.stop()
      const last = server.recent.join('\n')
      if (/lock file "postmaster.pid" already exists/.test(last))
        throw new DatabaseInUseError(cluster, undefined, undefined)
      if (listener.folder && /lock file ".*" already exists/.test(last) && performance.now() < deadline) {
        // it had the data folder to itself, so nobody serves it, and what is in the way of its socket is stale
        await clearSocket(listener.folder)
        continue
      }
      // the processes of a server that was killed end by themselves in a moment
      if (/pre-existing shared memory block/.test(last) && performance.now() < deadline) {
        await sleep(200)
        continue
      }
      throw new Error(`PostgreSQL did not start${last ? `: ${last}` : ''}`, { cause: error })
    }
  }
}

async function chooseListener(dataDir: string, runner: Runner, password: string): Promise<Listener> {
  if (!runner.owner) {
    const port = await freePort()
    return {
      folder: undefined,
      port,
      url: (user, database) => `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`,
    }
  }
  const folder = await socketFolder(dataDir, runner.owner)
  const secret = runner.privateUser ? '' : `:${password}`
  const query = `host=${encodeURIComponent(folder)}`
  return {
    folder,
    port: SOCKET_PORT,
    url: (user, database) => `postgresql://${user}${secret}@localhost:${SOCKET_PORT}/${database}?${query}`,
  }
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('No port is free on 127.0.0.1')
  return address.port
}

function launch(command: readonly string[], cwd: string, runner: Runner, log: Log) {
  const [file = '', ...args] = command
  const reader = createLogReader(log)
  const child: ChildProcess = spawn(file, args, {
    cwd,
    // a group of its own: Ctrl-C in a terminal reaches us alone, and we decide when the database stops
    detached: true,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(runner.owner ? { env: CLEAN_ENV } : {}),
  })
  child.stdout?.setEncoding('utf8').on('data', reader.read)
  child.stderr?.setEncoding('utf8').on('data', reader.read)
  const pid = child.pid ?? 0
  let stopping: Promise<void> | undefined
  let exit: PostgresExit | undefined
  const listeners: ((exit: PostgresExit) => void)[] = []
  const ended = (code: number | null, signal: NodeJS.Signals | null) => {
    if (exit) return
    process.off('exit', endWithUs)
    exit = { code, signal, expected: stopping !== undefined }
    for (const listener of listeners) listener(exit)
  }
  // the last resort of an exit without stop(): the server then shuts down by itself
  const endWithUs = () => child.kill('SIGINT')
  process.once('exit', endWithUs)
  child.once('exit', ended)
  child.once('error', (error) => {
    reader.read(`${error.message}\n`)
    ended(null, null)
  })
  const gone = () => exit !== undefined
  return {
    pid,
    recent: reader.recent,
    alive: () => !gone(),
    stop: () => {
      stopping ??= gone() ? Promise.resolve() : stopProcess(pid, gone)
      return stopping
    },
    onExit: (listener: (exit: PostgresExit) => void) => {
      if (exit) listener(exit)
      else listeners.push(listener)
    },
  }
}
