import { chmod, chown, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { isReachableByAll } from '../src/embedded/binaries.ts'
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from '../src/embedded/index.ts'
import { chooseRunner, rootCandidates } from '../src/embedded/run-as.ts'
import { dataFolder, holdDatabase, isRoot, onLinux, runs, temporaryFolder, until } from './processes.ts'

async function started(options: EmbeddedPostgresOptions, pick?: typeof chooseRunner): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres(options, pick)
  onTestFinished(() => postgres.stop())
  return postgres
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

describe('a data folder', () => {
  test('is created, and keeps its rows over a restart', async () => {
    const dataDir = path.join(await temporaryFolder(), 'not', 'there yet, "quoted"')
    const first = await started({ dataDir })
    expect(first.alive()).toBe(true)
    await query(first.url, 'create table notes as select 1 as n')
    await first.stop()
    expect(first.alive()).toBe(false)
    expect(runs(first.pid)).toBe(false)
    const second = await started({ dataDir })
    expect(await query(second.url, 'select n from notes')).toEqual([{ n: 1 }])
  })

  test('is durable, checked, in UTF-8, and reached only through a private socket by a role without privileges', async () => {
    const dataDir = await temporaryFolder()
    const { url, adminUrl } = await started({ dataDir })
    const names = [
      'fsync',
      'synchronous_commit',
      'full_page_writes',
      'data_checksums',
      'server_encoding',
      'listen_addresses',
    ]
    const settings = await query(url, `select name, setting from pg_settings where name in ('${names.join("','")}')`)
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
      data_checksums: 'on',
      server_encoding: 'UTF8',
      listen_addresses: '',
    })
    expect(await query(url, 'select rolsuper, rolcreatedb from pg_roles where rolname = current_user')).toEqual([
      { rolsuper: false, rolcreatedb: true },
    ])
    expect(await query(adminUrl, 'select rolsuper from pg_roles where rolname = current_user')).toEqual([
      { rolsuper: true },
    ])
    for (const folder of ['postgres', 'postgres-socket']) {
      expect((await stat(path.join(dataDir, folder))).mode & 0o777).toBe(0o700)
    }
  })

  test('with a path too long for a socket is served through a private folder for temporary files', async () => {
    const dataDir = path.join(await temporaryFolder(), 'long-'.repeat(20))
    const { url } = await started({ dataDir })
    const folder = new URL(url).searchParams.get('host') ?? ''
    expect(folder).not.toContain('long-')
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  test('of another major version is refused and named', async () => {
    const dataDir = await dataFolder()
    const { stop } = await started({ dataDir })
    await stop()
    await writeFile(path.join(dataDir, 'postgres/PG_VERSION'), '12\n')
    await expect(started({ dataDir })).rejects.toThrow(/written by PostgreSQL 12 and this is PostgreSQL 18/)
  })

  test('that holds something else is refused and left alone', async () => {
    const dataDir = await temporaryFolder()
    await mkdir(path.join(dataDir, 'postgres'))
    await writeFile(path.join(dataDir, 'postgres/letter.txt'), 'dear')
    await expect(started({ dataDir })).rejects.toThrow(/is not empty and holds no PostgreSQL database/)
    expect(await readFile(path.join(dataDir, 'postgres/letter.txt'), 'utf8')).toBe('dear')
  })

  test('says what is wrong when a database file is damaged', async () => {
    const dataDir = await dataFolder()
    const { stop } = await started({ dataDir })
    await stop()
    await writeFile(path.join(dataDir, 'postgres/global/pg_control'), 'nonsense')
    await expect(started({ dataDir })).rejects.toThrow(/PostgreSQL did not start: .*pg_control/s)
  })
})

describe('the server', () => {
  test('tells when it ends by itself, and that it was not asked to', async () => {
    const postgres = await started({ dataDir: await dataFolder() })
    const exit = new Promise((resolve) => postgres.onExit(resolve))
    process.kill(postgres.pid, 'SIGQUIT')
    expect(await exit).toMatchObject({ expected: false })
    expect(postgres.alive()).toBe(false)
    await postgres.stop()
  })

  test('tells when it was stopped, to late listeners too', async () => {
    const postgres = await started({ dataDir: await dataFolder() })
    await Promise.all([postgres.stop(), postgres.stop()])
    expect(await new Promise((resolve) => postgres.onExit(resolve))).toEqual({ code: 0, signal: null, expected: true })
  })

  test('stops while a transaction is open and connections are busy', async () => {
    const postgres = await started({ dataDir: await dataFolder() })
    const client = new pg.Client({ connectionString: postgres.url })
    client.on('error', () => {})
    await client.connect()
    await client.query('begin; create table half (n int)')
    const busy = client.query('select pg_sleep(60)').catch((error: Error) => error.message)
    await postgres.stop()
    expect(await busy).toMatch(/terminat/)
    expect(runs(postgres.pid)).toBe(false)
  })

  test.runIf(onLinux)('is in a process group of its own, so that Ctrl-C reaches its owner alone', async () => {
    const postgres = await started({ dataDir: await dataFolder() })
    const fields = (await readFile(`/proc/${postgres.pid}/stat`, 'utf8')).split(') ')[1]?.split(' ')
    expect(fields?.[2]).toBe(String(postgres.pid))
  })

  test('logs no statement and nothing that a statement held', async () => {
    const logged: string[] = []
    const log: EmbeddedPostgresOptions['log'] = (_level, message, fields) => {
      logged.push(`${message} ${JSON.stringify(fields)}`)
    }
    const { url, stop } = await started({ dataDir: await dataFolder(), log })
    await query(url, `create table secrets (s text unique); insert into secrets values ('xyzzy')`)
    await expect(query(url, `insert into secrets values ('xyzzy')`)).rejects.toThrow(/duplicate/)
    await expect(query(url, `select 'xyzzy'::int`)).rejects.toThrow(/xyzzy/)
    await expect(query(url, `do $$ begin raise exception 'xyzzy'; end $$`)).rejects.toThrow(/xyzzy/)
    await stop()
    expect(logged.join('\n')).toMatch(/ready to accept connections/)
    expect(logged.join('\n')).not.toMatch(/xyzzy/)
  })

  test('ends when its owner exits without stopping it', async () => {
    const { owner, pid } = await holdDatabase(await dataFolder(), ['exit'])
    await until(() => owner.exitCode !== null)
    await until(() => !runs(pid))
  })
})

describe.runIf(isRoot)('started by root', () => {
  test('works in a folder that only root can enter', async () => {
    const dataDir = await temporaryFolder()
    await chmod(dataDir, 0o700)
    const { pid, url } = await started({ dataDir })
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
    expect((await stat(path.join(dataDir, 'postgres'))).uid).toBe(0)
    expect(await readFile(`/proc/${pid}/status`, 'utf8')).toMatch(/^CapEff:\s*0+$/m)
  })

  test('works there without user namespaces, goes back, and asks for a password where the user is shared', async () => {
    const dataDir = await temporaryFolder()
    const withoutNamespace: typeof chooseRunner = (postgres, folder) =>
      chooseRunner(postgres, folder, (...args) => rootCandidates(...args).filter(({ owner }) => owner?.uid !== 0))
    const first = await started({ dataDir }, withoutNamespace)
    expect((await stat(path.join(dataDir, 'postgres'))).uid).not.toBe(0)
    await query(first.url, 'create table notes as select 1 as n')
    const open = new URL(first.url)
    open.password = 'wrong'
    await expect(query(open.href, 'select 1')).rejects.toThrow(/password authentication failed/)
    await first.stop()
    const second = await started({ dataDir })
    expect(await query(second.url, 'select n from notes')).toEqual([{ n: 1 }])
    await second.stop()
    const third = await started({ dataDir }, withoutNamespace)
    expect(await query(third.url, 'select n from notes')).toEqual([{ n: 1 }])
  })

  test('says what to do where nothing works', async () => {
    const nothing: typeof chooseRunner = (postgres, folder) => chooseRunner(postgres, folder, () => [])
    await expect(started({ dataDir: await temporaryFolder() }, nothing)).rejects.toThrow(
      /does not run as root.*Start as an ordinary user, or set DATABASE_URL/,
    )
  })

  // In a checkout that only root can enter nobody else can start anything.
  test.skipIf(!isReachableByAll(import.meta.filename))('works for an ordinary user too', async () => {
    const dataDir = await temporaryFolder()
    const setpriv = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups']
    await chown(dataDir, 65534, 65534)
    const { url, owner, pid } = await holdDatabase(dataDir, [], setpriv)
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
    expect((await stat(path.join(dataDir, 'postgres'))).uid).toBe(65534)
    owner.kill('SIGKILL')
    await until(() => !runs(pid))
  })
})
