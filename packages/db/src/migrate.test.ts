import { createHash } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { firstLine, killed, start, temporaryFolder } from '../test/processes.ts'
import { migrate, pendingMigrations, readMigrations } from './migrate.ts'
import { createEmptyDatabase } from './testing/index.ts'

async function emptyDatabase() {
  const { url, drop } = await createEmptyDatabase()
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  onTestFinished(async () => {
    await client.end()
    await drop()
  })
  const read = async (text: string) => (await client.query(text)).rows
  const tables = async () => {
    const rows = await read(`select tablename as name from pg_tables where schemaname = 'public' order by 1`)
    return rows.map(({ name }) => name)
  }
  return { url, client, read, tables }
}

/** Writes `{ name: sql }` as Prisma lays migrations out. */
async function migrations(scripts: Record<string, string>): Promise<string> {
  const folder = await temporaryFolder()
  await writeFile(path.join(folder, 'migration_lock.toml'), 'provider = "postgresql"')
  for (const [name, sql] of Object.entries(scripts)) {
    await mkdir(path.join(folder, name))
    await writeFile(path.join(folder, name, 'migration.sql'), sql)
  }
  return folder
}

const TWO = {
  '1_a': 'create table a (n int);',
  '2_b': `create function f() returns int language sql as 'select 1; select 2'; create table b (n int);`,
}

describe('migrating', () => {
  test('applies what is missing, in order, once, and records it as Prisma does', async () => {
    const { url, read, tables } = await emptyDatabase()
    const folder = await migrations(TWO)
    expect(await migrate(url, { folder })).toEqual({ applied: ['1_a', '2_b'] })
    expect(await tables()).toEqual(['_prisma_migrations', 'a', 'b'])
    const records = await read('select * from _prisma_migrations order by migration_name')
    expect(records).toMatchObject([
      {
        migration_name: '1_a',
        checksum: createHash('sha256').update(TWO['1_a']).digest('hex'),
        applied_steps_count: 1,
        logs: null,
        rolled_back_at: null,
      },
      { migration_name: '2_b', finished_at: expect.any(Date), started_at: expect.any(Date) },
    ])
    expect(await migrate(url, { folder })).toEqual({ applied: [] })
  })

  test('the schema of this version applies to an empty database', async () => {
    const { url, tables } = await emptyDatabase()
    expect((await migrate(url)).applied.length).toBeGreaterThan(0)
    expect(await tables()).toContain('users')
  })

  test('by many at once applies each migration once', async () => {
    const { url, read } = await emptyDatabase()
    const folder = await migrations({ ...TWO, '3_c': 'select pg_sleep(0.2); create table c (n int);' })
    const results = await Promise.all(Array.from({ length: 5 }, () => migrate(url, { folder })))
    expect(results.flatMap(({ applied }) => applied).sort()).toEqual(['1_a', '2_b', '3_c'])
    expect(await read('select count(*)::int as n from _prisma_migrations')).toEqual([{ n: 3 }])
  })

  test('waits for another that is migrating no longer than it may', async () => {
    const { url, client } = await emptyDatabase()
    await client.query('select pg_advisory_lock(72707369)')
    const work = migrate(url, { folder: await migrations(TWO), lockTimeoutMs: 300 })
    await expect(work).rejects.toThrow(/Another process has been migrating/)
  })

  test('that fails leaves the migrations before it and nothing of its own', async () => {
    const { url, tables } = await emptyDatabase()
    const folder = await migrations({
      ...TWO,
      '3_c': 'create table c (n int); create table a (n int);',
      '4_d': 'create table d (n int)',
    })
    await expect(migrate(url, { folder })).rejects.toThrow('The migration 3_c failed: relation "a" already exists')
    expect(await tables()).toEqual(['_prisma_migrations', 'a', 'b'])
    await writeFile(path.join(folder, '3_c/migration.sql'), 'create table c (n int)')
    expect(await migrate(url, { folder })).toEqual({ applied: ['3_c', '4_d'] })
  })

  test('killed in the middle of a migration leaves nothing of it, and is taken up by the next start', async () => {
    const { url, client, tables, read } = await emptyDatabase()
    const slow = 'create table c (n int); select pg_sleep(60); create table d (n int);'
    const folder = await migrations({ ...TWO, '3_c': slow })
    const child = start(path.join(import.meta.dirname, '../test/fixtures/migrate.ts'), [url, folder])
    await firstLine(child)
    for (let asleep = false; !asleep; ) {
      const rows = await read(
        `select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`,
      )
      asleep = rows.length > 0
    }
    await killed(child)
    // the server notices at the next thing it wants to send
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`,
    )
    expect(await tables()).toEqual(['_prisma_migrations', 'a', 'b'])
    await writeFile(path.join(folder, '3_c/migration.sql'), 'create table c (n int)')
    expect(await migrate(url, { folder })).toEqual({ applied: ['3_c'] })
  })

  test('refuses a script that ends its transaction', async () => {
    const { url, read } = await emptyDatabase()
    const folder = await migrations({ '1_a': 'create table a (n int); commit;' })
    await expect(migrate(url, { folder })).rejects.toThrow(/1_a failed: it must not end its transaction/)
    expect(await read('select * from _prisma_migrations')).toEqual([])
  })

  test('refuses a database that a newer version has used, and changes nothing', async () => {
    const { url, tables } = await emptyDatabase()
    const folder = await migrations(TWO)
    await migrate(url, { folder })
    await rm(path.join(folder, '2_b'), { recursive: true })
    await mkdir(path.join(folder, '1_z'))
    await writeFile(path.join(folder, '1_z/migration.sql'), 'create table z (n int)')
    await expect(migrate(url, { folder })).rejects.toThrow(/has the migration 2_b, which this version does not know/)
    expect(await tables()).not.toContain('z')
  })

  test('refuses when an applied migration was edited', async () => {
    const { url } = await emptyDatabase()
    const folder = await migrations(TWO)
    await migrate(url, { folder })
    await writeFile(path.join(folder, '1_a/migration.sql'), 'create table a (n bigint);')
    await expect(migrate(url, { folder })).rejects.toThrow('The migration 1_a was changed after it had been applied')
  })
})

describe('what is pending', () => {
  const known = [
    { name: '1_a', sql: '', checksum: 'a' },
    { name: '2_b', sql: '', checksum: 'b' },
  ]
  const row = { migration_name: '1_a', checksum: 'a', finished_at: new Date(), rolled_back_at: null }

  test('is what has not been applied', () => {
    expect(pendingMigrations(known, [row]).map(({ name }) => name)).toEqual(['2_b'])
  })

  test('includes what was rolled back', () => {
    const rolledBack = { ...row, finished_at: null, rolled_back_at: new Date() }
    expect(pendingMigrations(known, [rolledBack]).map(({ name }) => name)).toEqual(['1_a', '2_b'])
    expect(pendingMigrations(known, [rolledBack, row]).map(({ name }) => name)).toEqual(['2_b'])
  })

  test('cannot be said while one is unfinished', () => {
    expect(() => pendingMigrations(known, [{ ...row, finished_at: null }])).toThrow(/begun and not finished/)
  })
})

test('a folder without a script is an error that names it', async () => {
  const folder = await temporaryFolder()
  await mkdir(path.join(folder, '1_a'))
  await expect(readMigrations(folder)).rejects.toThrow(/1_a/)
})
