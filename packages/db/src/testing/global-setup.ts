import { constants } from 'node:fs'
import { access, mkdtemp, readdir, rm, statfs } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../embedded/index.ts'
import { migrate } from '../migrate.ts'
import { type TestDatabaseServer, withDatabase } from './run.ts'

const FOLDER = /^sarvanom-test-(\d+)-/

interface Running {
  server: TestDatabaseServer
  users: number
  stop(): Promise<void>
}

// every vitest project loads this file for itself, and all share one server
const shared = globalThis as typeof globalThis & { sarvanomTestServer?: Promise<Running> }

/**
 * Gives a test run one PostgreSQL: an embedded one in a temporary folder, or the one that SARVANOM_TEST_DATABASE_URL
 * names. Its role must be allowed to create databases.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.sarvanomTestServer ??= begin()
  const running = await shared.sarvanomTestServer
  running.users += 1
  project.provide('testDatabaseServer', running.server)
  return async () => {
    running.users -= 1
    if (running.users > 0) return
    delete shared.sarvanomTestServer
    await running.stop()
  }
}

async function begin(): Promise<Running> {
  const external = process.env.SARVANOM_TEST_DATABASE_URL
  const embedded = external ? undefined : await startEmbedded()
  const url = external ?? embedded?.url ?? ''
  const prefix = `sarvanom_test_${process.pid}_`
  const template = `${prefix}template`
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`drop database if exists ${template}`)
  await client.query(`create database ${template} template template0`)
  const { rows } = await client.query<{ version: string }>(`select current_setting('server_version_num') as version`)
  await client.end()
  await migrate(withDatabase(url, template))
  const copyStrategy = Number(rows[0]?.version) >= 150_000 ? ' strategy file_copy' : ''
  const stop = async () => {
    if (embedded) await embedded.stop()
    else await dropAll(url, prefix)
  }
  return { server: { url, template, prefix, copyStrategy }, users: 0, stop }
}

async function startEmbedded() {
  const folder = await quickFolder()
  await removeLeftovers(folder)
  const dataDir = await mkdtemp(path.join(folder, `sarvanom-test-${process.pid}-`))
  const server = await startEmbeddedPostgres({ dataDir, durable: false, maxConnections: 100 })
  const stop = async () => {
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  return { url: server.url, stop }
}

/** In memory, where there is room: a database is then copied in 20 ms instead of some hundreds. */
async function quickFolder(): Promise<string> {
  try {
    await access('/dev/shm', constants.W_OK)
    const { bavail, bsize } = await statfs('/dev/shm')
    if (bavail * bsize > 2e9) return '/dev/shm'
  } catch {
    // there is no such folder on this system
  }
  return os.tmpdir()
}

/** Folders of runs that were killed; their servers ended with them. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = Number(FOLDER.exec(name)?.[1])
    if (!pid || isAlive(pid)) continue
    await rm(path.join(folder, name), { recursive: true, force: true }).catch(() => {})
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function dropAll(url: string, prefix: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ datname: string }>(
    'select datname from pg_database where starts_with(datname, $1)',
    [prefix],
  )
  for (const { datname } of rows)
    await client.query(`drop database if exists ${pg.escapeIdentifier(datname)} with (force)`)
  await client.end()
}
