// Runs the tests that need a database against Debian's PostgreSQL instead of the embedded one, on a cluster of its own
// in a temporary folder. `pnpm test:postgres [arguments for vitest]`; POSTGRES_BIN names another installation.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { giveTo } from '../packages/db/src/embedded/folders.ts'
import { stopProcess } from '../packages/db/src/embedded/postmaster.ts'
import { CLEAN_ENV, chooseRunner } from '../packages/db/src/embedded/run-as.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const PACKAGE = 'postgresql-15'
const bin = process.env.POSTGRES_BIN ?? '/usr/lib/postgresql/15/bin'

if (!existsSync(path.join(bin, 'initdb'))) installPostgres()

const room = existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir()
const folder = await mkdtemp(path.join(room, 'sarvanom-postgres-'))
const cluster = path.join(folder, 'cluster')
const runner = await chooseRunner(path.join(bin, 'postgres'), folder)
await giveTo(folder, runner.owner)

let server
let tests
let ended = false
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => tests?.kill(signal))
try {
  run(
    path.join(bin, 'initdb'),
    '--pgdata',
    cluster,
    '--username=postgres',
    '--auth=trust',
    '--encoding=UTF8',
    '--no-locale',
    '--no-sync',
  )
  server = launch(
    path.join(bin, 'postgres'),
    '-D',
    cluster,
    '-k',
    folder,
    ...settings({ listen_addresses: '', fsync: 'off', max_connections: '100', dynamic_shared_memory_type: 'mmap' }),
  )
  server.once('exit', () => {
    ended = true
  })
  await waitFor(() => query('select 1'))
  query('create role sarvanom login createdb')
  query('create database sarvanom owner sarvanom')
  console.log(`Testing against ${runner.version}`)
  process.exitCode = await runTests(`postgresql://sarvanom@localhost/sarvanom?host=${encodeURIComponent(folder)}`)
} finally {
  if (server?.pid) await stopProcess(server.pid, () => ended)
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
}

function installPostgres() {
  const missing = `${bin} holds no PostgreSQL. Install Debian's ${PACKAGE}, or set POSTGRES_BIN`
  if (process.env.POSTGRES_BIN || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) fail(missing)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args) => spawnSync('apt-get', args, { env, stdio: 'inherit' }).status === 0
  const install = () => apt('install', '-y', '--no-install-recommends', PACKAGE)
  if (!install() && !(apt('update') && install())) fail(missing)
}

function command(program, args) {
  const [file, ...rest] = [...runner.prefix, program, ...args]
  return [file, rest, { cwd: folder, env: CLEAN_ENV }]
}

function run(program, ...args) {
  const [file, rest, options] = command(program, args)
  const { status, stderr, error } = spawnSync(file, rest, { ...options, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${path.basename(program)}: ${stderr || error}`)
}

function launch(program, ...args) {
  const [file, rest, options] = command(program, args)
  return spawn(file, rest, { ...options, detached: true, stdio: 'ignore' })
}

function settings(values) {
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

function query(sql) {
  run(path.join(bin, 'psql'), '--no-psqlrc', '--host', folder, '--username', 'postgres', '--command', sql)
}

async function waitFor(check) {
  for (let attempt = 1; ; attempt++) {
    try {
      return check()
    } catch (error) {
      if (ended || attempt > 100) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

function runTests(url) {
  const projects = ['db', 'core', 'api', 'server'].flatMap((name) => ['--project', name])
  const vitest = path.join(ROOT, 'node_modules/vitest/vitest.mjs')
  const env = { ...process.env, SARVANOM_TEST_DATABASE_URL: url }
  tests = spawn(process.execPath, [vitest, 'run', ...projects, ...process.argv.slice(2)], {
    cwd: ROOT,
    env,
    stdio: 'inherit',
  })
  return new Promise((resolve) => tests.once('exit', (code) => resolve(code ?? 1)))
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
