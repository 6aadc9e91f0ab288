import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { sqlStateOf } from './errors.ts'
import { type Log, noLog } from './log.ts'
import { prepareActorRole } from './row-security.ts'

export const MIGRATIONS_FOLDER = fileURLToPath(new URL('../prisma/migrations', import.meta.url))

/** The lock that Prisma's own engine takes, so that it and we exclude each other. */
const ADVISORY_LOCK = 72_707_369

/** Prisma's table, as its engine creates it. */
const CREATE_TABLE = `create table if not exists _prisma_migrations (
  id varchar(36) primary key not null,
  checksum varchar(64) not null,
  finished_at timestamptz,
  migration_name varchar(255) not null,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz not null default now(),
  applied_steps_count integer not null default 0
)`

export interface MigrateOptions {
  log?: Log
  /** Holds `<name>/migration.sql`. */
  folder?: string
  /** How long another process that is migrating is waited for. */
  lockTimeoutMs?: number
}

/** The database and the migrations of this version do not belong together. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError'
}

export interface Migration {
  name: string
  sql: string
  /** SHA-256 of the file, in hexadecimal. */
  checksum: string
}

export interface AppliedMigration {
  migration_name: string
  checksum: string
  finished_at: Date | null
  rolled_back_at: Date | null
}

/**
 * Brings the schema up to date: applies the migrations that the database does not have, in order, each in a transaction
 * of its own together with its record. Several processes may do it at once; each migration is applied by one of them.
 * Throws `MigrationError` and changes nothing where an applied migration was edited, is not known to this version, or failed.
 */
export async function migrate(
  database: string | { url: string },
  options: MigrateOptions = {},
): Promise<{ applied: string[] }> {
  const { log = noLog, folder = MIGRATIONS_FOLDER, lockTimeoutMs = 60_000 } = options
  const migrations = await readMigrations(folder)
  const client = new pg.Client({
    connectionString: typeof database === 'string' ? database : database.url,
    application_name: 'sarvanom-migrate',
    connectionTimeoutMillis: 10_000,
    lock_timeout: lockTimeoutMs,
  })
  client.on('error', () => {}) // the statement that fails reports it
  await client.connect()
  try {
    await lock(client, lockTimeoutMs)
    await client.query(CREATE_TABLE)
    const { rows } = await client.query<AppliedMigration>(
      'select migration_name, checksum, finished_at, rolled_back_at from _prisma_migrations order by started_at, migration_name',
    )
    const pending = pendingMigrations(migrations, rows)
    for (const migration of pending) {
      log('info', `Migrating the database: ${migration.name}`)
      await apply(client, migration)
    }
    await prepareActorRole(client)
    return { applied: pending.map(({ name }) => name) }
  } finally {
    await client.end().catch(() => {}) // gives the lock back
  }
}

/** What is left to apply, oldest first. Pure; throws `MigrationError` where the history does not fit. */
export function pendingMigrations(migrations: readonly Migration[], applied: readonly AppliedMigration[]): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]))
  const done = new Set<string>()
  for (const row of applied) {
    if (row.rolled_back_at) continue
    const name = row.migration_name
    const migration = known.get(name)
    if (!migration) {
      throw new MigrationError(
        `The database has the migration ${name}, which this version does not know: it was used by a newer version. Start that version, or restore a backup`,
      )
    }
    if (!row.finished_at) {
      throw new MigrationError(
        `The migration ${name} was begun and not finished. Settle it with "prisma migrate resolve" first`,
      )
    }
    if (row.checksum !== migration.checksum) {
      throw new MigrationError(`The migration ${name} was changed after it had been applied to this database`)
    }
    done.add(name)
  }
  return migrations.filter(({ name }) => !done.has(name))
}

export async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort()
  return Promise.all(
    names.map(async (name) => {
      const content = await readFile(path.join(folder, name, 'migration.sql'))
      return { name, sql: content.toString('utf8'), checksum: createHash('sha256').update(content).digest('hex') }
    }),
  )
}

async function lock(client: pg.Client, timeoutMs: number): Promise<void> {
  try {
    await client.query('select pg_advisory_lock($1)', [ADVISORY_LOCK])
  } catch (cause) {
    if (sqlStateOf(cause) !== '55P03') throw cause
    throw new Error(`Another process has been migrating this database for ${Math.round(timeoutMs / 1000)} s`, { cause })
  }
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query('begin')
    const startedAt = new Date()
    await client.query(sql)
    if (client.getTransactionStatus() !== 'T')
      throw new Error('it must not end its transaction, and part of it was kept')
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       values ($1, $2, $3, $4, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name, startedAt],
    )
    await client.query('commit')
  } catch (cause) {
    await client.query('rollback').catch(() => {})
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`The migration ${name} failed: ${reason}`, { cause })
  }
}
