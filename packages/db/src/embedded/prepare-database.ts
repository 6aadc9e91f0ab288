import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Log } from '../log.ts'

const ROLE = 'sarvanom'

interface Options {
  adminUrl: string
  password: string
  cluster: string
  /** Of the server that was started. */
  pid: number
  /** Whether it still runs. */
  running(): boolean
  /** On the clock of `performance.now()`. */
  deadline: number
  log: Log
}

/** Waits until the server that was just started answers, and creates our role and database where they are missing. */
export async function prepareDatabase(options: Options): Promise<void> {
  const client = await connect(options)
  try {
    const { rows } = await client.query<{ folder: string }>(`select current_setting('data_directory') folder`)
    if (rows[0]?.folder !== options.cluster)
      throw new Error(`another server answers at the address of ${options.cluster}`)
    const role = await client.query('select from pg_roles where rolname = $1', [ROLE])
    if (role.rowCount === 0) {
      await client.query(`create role ${ROLE} login createdb password ${pg.escapeLiteral(options.password)}`)
    }
    const database = await client.query('select from pg_database where datname = $1', [ROLE])
    if (database.rowCount === 0) await client.query(`create database ${ROLE} owner ${ROLE}`)
  } finally {
    await client.end()
  }
}

async function connect({ adminUrl, cluster, pid, running, deadline, log }: Options): Promise<pg.Client> {
  const begun = performance.now()
  let told = false
  for (;;) {
    if (!running()) throw new Error('PostgreSQL ended while starting')
    if (await isReady(cluster, pid)) {
      const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 5_000 })
      client.on('error', () => {}) // the query that fails reports it
      try {
        await client.connect()
        return client
      } catch (error) {
        if (performance.now() > deadline) throw error
      }
    }
    if (performance.now() > deadline) throw new Error('PostgreSQL was not ready in time')
    if (!told && performance.now() - begun > 3_000) {
      told = true
      log('info', 'PostgreSQL is still starting; after a crash it first recovers')
    }
    await sleep(10)
  }
}

/**
 * PostgreSQL holds the data folder by this file; its eighth line is the server's state. Somebody else's server may answer
 * at our address while our own is about to find that it came too late.
 */
async function isReady(cluster: string, pid: number): Promise<boolean> {
  const content = await readFile(path.join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')
  const lines = content.split('\n')
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready'
}
