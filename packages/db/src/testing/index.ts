import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { type Database, type DatabaseOptions, openDatabase } from '../database.ts'
import { withDatabase } from './run.ts'

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
    await onServer(url, `drop database if exists ${pg.escapeIdentifier(name)} with (force)`)
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
    drop: () => onServer(url, `drop database if exists ${pg.escapeIdentifier(name)} with (force)`),
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
