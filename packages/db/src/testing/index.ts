import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { inject } from 'vitest'
import { type Database, type DatabaseOptions, openDatabase } from '../database.ts'
import { sqlStateOf } from '../errors.ts'
import { withDatabase } from './run.ts'

export { type DatabaseProxy, openDatabaseProxy } from './proxy.ts'

export type TestDatabase = Database & {
  /** Closes the pool and removes the database. */
  drop(): Promise<void>
}

/** A migrated database of one's own, on the server that the global set-up has started. Call `drop` at the end. */
export async function createTestDatabase(options: Omit<DatabaseOptions, 'url'> = {}): Promise<TestDatabase> {
  const { url, template, prefix, copyStrategy } = inject('testDatabaseServer')
  const name = `${prefix}${randomUUID().replaceAll('-', '').slice(0, 16)}`
  await onServer(
    url,
    `create database ${pg.escapeIdentifier(name)} template ${pg.escapeIdentifier(template)}${copyStrategy}`,
  )
  const database = openDatabase({
    poolSize: 5,
    applicationName: 'sarvanom-test',
    ...options,
    url: withDatabase(url, name),
  })
  const drop = async () => {
    await database.close()
    await dropDatabase(url, name)
  }
  return { ...database, drop }
}

/** An empty database, without tables. */
export async function createEmptyDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const { url, prefix } = inject('testDatabaseServer')
  const name = `${prefix}${randomUUID().replaceAll('-', '').slice(0, 16)}`
  await onServer(url, `create database ${pg.escapeIdentifier(name)} template template0`)
  return {
    url: withDatabase(url, name),
    drop: () => dropDatabase(url, name),
  }
}

const vacuumPauseMs = 200

/** Our role may not end the server's own vacuum of the database (42501); that one is soon done. */
async function dropDatabase(url: string, name: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await onServer(url, `drop database if exists ${pg.escapeIdentifier(name)} with (force)`)
    } catch (error) {
      if (sqlStateOf(error) !== '42501' || attempt > 50) throw error
      await sleep(vacuumPauseMs)
    }
  }
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
