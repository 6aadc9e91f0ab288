import { execFile } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Log } from '../log.ts'
import type { PostgresBinaries } from './binaries.ts'
import { giveTo, syncFolder } from './folders.ts'
import { exists } from './postmaster.ts'
import { CLEAN_ENV, type Runner } from './run-as.ts'

const exec = promisify(execFile)

export const ADMIN = 'postgres'
/** Lies in the cluster's folder, so that it is kept and lost together with it. */
export const PASSWORD_FILE = 'sarvanom.password'
const DRAFT = /^postgres\.init-(\d+)-/

interface Options {
  dataDir: string
  cluster: string
  binaries: PostgresBinaries
  runner: Runner
  durable: boolean
  log: Log
}

/**
 * Creates the cluster where there is none. It is built in a folder of its own and put in place by one rename: killed at
 * any moment, there is no cluster or a whole one.
 */
export async function initialiseCluster(options: Options): Promise<void> {
  const { dataDir, cluster, binaries, runner, durable, log } = options
  await removeDrafts(dataDir)
  if (await holdsCluster(cluster)) return
  log('info', 'Creating the database', { folder: cluster })
  const draft = path.join(dataDir, `postgres.init-${process.pid}-${randomUUID()}`)
  const building = path.join(draft, 'cluster')
  await mkdir(building, { recursive: true, mode: 0o700 })
  const passwordFile = path.join(draft, 'password')
  await writeFile(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600, flush: true })
  await giveTo(draft, runner.owner)
  await giveTo(building, runner.owner)
  const [file = binaries.initdb, ...args] = [
    ...runner.prefix,
    binaries.initdb,
    `--pgdata=${building}`,
    `--username=${ADMIN}`,
    `--pwfile=${passwordFile}`,
    '--auth-local=trust', // pg_hba.conf is written at every start
    '--auth-host=scram-sha-256',
    '--encoding=UTF8',
    '--no-locale',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    '-c',
    'dynamic_shared_memory_type=mmap', // see settings.ts
    ...(durable ? [] : ['--no-sync']),
  ]
  try {
    await exec(file, args, { ...(runner.owner ? { env: CLEAN_ENV } : {}), cwd: draft })
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    const { stderr } = error as { stderr?: string }
    throw new Error(`The database could not be created: ${stderr?.trim() || String(error)}`, { cause: error })
  }
  await rename(passwordFile, path.join(building, PASSWORD_FILE))
  if (durable) await syncFolder(building)
  try {
    await rename(building, cluster)
  } catch (error) {
    // another process was faster; its cluster is as good
    if (!(await holdsCluster(cluster))) throw error
  }
  if (durable) await syncFolder(dataDir)
  await rm(draft, { recursive: true, force: true })
}

/** Throws where the folder holds something else, or a cluster of another major version than `version` names. */
export async function checkVersion(cluster: string, version: string): Promise<void> {
  const found = (await readFile(path.join(cluster, 'PG_VERSION'), 'utf8')).trim()
  const own = /(\d+)[.\w]*\s*$/.exec(version)?.[1]
  if (found === own) return
  throw new Error(
    `The database in ${cluster} was written by PostgreSQL ${found} and this is PostgreSQL ${own ?? version}. ` +
      'Start the version that wrote it, export the data, and import it into a new data folder',
  )
}

async function holdsCluster(cluster: string): Promise<boolean> {
  if (existsSync(path.join(cluster, 'PG_VERSION'))) return true
  const entries = await readdir(cluster).catch(() => [])
  if (entries.length > 0) throw new Error(`${cluster} is not empty and holds no PostgreSQL database`)
  return false
}

/** Removes what starts that were killed have left. */
async function removeDrafts(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    const pid = DRAFT.exec(name)?.[1]
    // one with our own id was left by an earlier process: we have not begun yet
    if (!pid || (Number(pid) !== process.pid && exists(Number(pid)))) continue
    // a program of it may still be writing for a moment
    await rm(path.join(dataDir, name), { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
}
