import { execFile } from 'node:child_process'
import { access, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { migrate } from '../src/migrate.ts'
import { createEmptyDatabase } from '../src/testing/index.ts'
import { temporaryFolder } from './processes.ts'

const PACKAGE = path.join(import.meta.dirname, '..')
const MIGRATIONS = path.join(PACKAGE, 'prisma/migrations')
const SCHEMA = path.join(PACKAGE, 'prisma/schema.prisma')

/** Runs the CLI as `pnpm exec prisma` does, with no way to download anything. */
function prisma(args: string[], env: Record<string, string> = {}): Promise<{ code: number; output: string }> {
  const bin = path.join(path.dirname(process.execPath))
  const fixed = { PATH: `${bin}:/usr/bin:/bin`, NO_COLOR: '1', HTTPS_PROXY: 'http://127.0.0.1:9', HOME: '/nonexistent' }
  return new Promise((resolve) => {
    const options = { cwd: PACKAGE, env: { ...fixed, ...env }, timeout: 100_000 }
    execFile(process.execPath, ['node_modules/prisma/build/index.js', ...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
      resolve({ code, output: `${stdout}${stderr}` })
    })
  })
}

async function emptyDatabase(): Promise<string> {
  const { url, drop } = await createEmptyDatabase()
  onTestFinished(drop)
  return url
}

test('the schema is valid, and its client is generated without any download', async () => {
  const folder = await temporaryFolder()
  const schema = path.join(folder, 'schema.prisma')
  await writeFile(schema, (await readFile(SCHEMA, 'utf8')).replace('../src/generated', './generated'))
  expect(await prisma(['validate', '--schema', schema])).toMatchObject({ code: 0 })
  const { code, output } = await prisma(['generate', '--schema', schema])
  expect([code, output]).toEqual([0, expect.stringContaining('Generated Prisma Client')])
  await access(path.join(folder, 'generated/client.ts'))
})

test('the SQL of the whole schema is printed without a database', async () => {
  const { code, output } = await prisma(['migrate', 'diff', '--from-empty', '--to-schema', SCHEMA, '--script'])
  expect(code).toBe(0)
  expect(output).toContain('CREATE TABLE "users"')
})

test('the migrations make exactly the schema', async () => {
  const DATABASE_URL = await emptyDatabase()
  const args = ['migrate', 'diff', '--from-migrations', MIGRATIONS, '--to-schema', SCHEMA, '--script', '--exit-code']
  const { code, output } = await prisma(args, { DATABASE_URL })
  expect(output).toContain('This is an empty migration')
  expect(code).toBe(0)
})

test('the CLI and our runner agree on what is applied, both ways', async () => {
  const ours = await emptyDatabase()
  const before = await prisma(['migrate', 'status'], { DATABASE_URL: ours })
  expect([before.code, before.output]).toEqual([1, expect.stringContaining('not yet been applied')])
  await migrate(ours)
  const after = await prisma(['migrate', 'status'], { DATABASE_URL: ours })
  expect([after.code, after.output]).toEqual([0, expect.stringContaining('Database schema is up to date')])

  const theirs = await emptyDatabase()
  const deployed = await prisma(['migrate', 'deploy'], { DATABASE_URL: theirs })
  expect([deployed.code, deployed.output]).toEqual([0, expect.stringContaining('successfully applied')])
  expect(await migrate(theirs)).toEqual({ applied: [] })
})

test('a new migration is written from a changed schema', async () => {
  const DATABASE_URL = await emptyDatabase()
  const folder = await temporaryFolder()
  const schema = path.join(folder, 'schema.prisma')
  const config = path.join(PACKAGE, 'prisma.config.ts')
  const model = 'datasource db {\n  provider = "postgresql"\n}\n\nmodel Note {\n  id String @id\n'
  await writeFile(schema, `${model}}\n`)
  // the configuration names our own migrations; dev is given a copy that names this folder's
  const local = path.join(folder, 'prisma.config.ts')
  const moved = (await readFile(config, 'utf8'))
    .replaceAll("'./scripts/", `'${PACKAGE}/scripts/`)
    .replace("'prisma/config'", `'${PACKAGE}/node_modules/prisma/config.js'`)
    .replace("'prisma/migrations'", `'${folder}/migrations'`)
    .replace("'prisma/schema.prisma'", `'${schema}'`)
  await mkdir(path.join(folder, 'migrations'))
  await writeFile(local, moved.replace('import.meta.url', `'file://${PACKAGE}/'`))
  const first = await prisma(['migrate', 'dev', '--config', local, '--name', 'notes'], { DATABASE_URL })
  expect([first.code, first.output]).toEqual([0, expect.stringContaining('now in sync')])
  await writeFile(schema, `${model}  text String @default("")\n}\n`)
  const second = await prisma(['migrate', 'dev', '--config', local, '--name', 'text'], { DATABASE_URL })
  expect([second.code, second.output]).toEqual([0, expect.stringContaining('now in sync')])
  const written = (await readdir(path.join(folder, 'migrations'))).filter((name) => name.endsWith('_text'))
  const sql = await readFile(path.join(folder, 'migrations', written[0] ?? '', 'migration.sql'), 'utf8')
  expect(sql).toContain('ADD COLUMN     "text" TEXT NOT NULL')
  expect(await migrate(DATABASE_URL, { folder: path.join(folder, 'migrations') })).toEqual({ applied: [] })
  // on a database that lacks the earlier ones too
  await writeFile(schema, `${model}  text String @default("")\n  title String?\n}\n`)
  const fresh = { DATABASE_URL: await emptyDatabase() }
  const third = await prisma(['migrate', 'dev', '--config', local, '--name', 'title'], fresh)
  expect([third.code, third.output]).toEqual([0, expect.stringContaining('now in sync')])
})

const broken = {
  'ends without an answer': 'process.stdin.once("data", () => process.exit(0))',
  'ends before it is asked': 'process.exit(0)',
  'crashes before it is asked': 'throw new Error("broken")',
  'is killed': 'process.stdin.once("data", () => process.kill(process.pid, "SIGKILL"))',
  'answers nonsense': 'process.stdin.once("data", () => process.stdout.write("{nonsense\\n", () => process.exit(0)))',
}

async function withEngine(script: string, args: string[]): Promise<number> {
  const DATABASE_URL = await emptyDatabase()
  const engine = path.join(await temporaryFolder(), 'engine.cjs')
  // whatever it is asked on the command line it says yes to
  const source = `#!/usr/bin/env node\nif (process.argv.includes('cli')) process.exit(0)\n${script}\n`
  await writeFile(engine, source, { mode: 0o755 })
  return (await prisma(args, { DATABASE_URL, PRISMA_SCHEMA_ENGINE_BINARY: engine })).code
}

test.each(Object.entries(broken))('deploy fails with an engine that %s', async (_name, script) => {
  expect(await withEngine(script, ['migrate', 'deploy'])).not.toBe(0)
})

test.each([
  ['status', []],
  ['diff', ['--from-empty', '--to-schema', SCHEMA, '--script']],
])('%s fails with an engine that ends without an answer', async (command, args) => {
  expect(await withEngine(broken['ends without an answer'], ['migrate', command, ...args])).not.toBe(0)
})

test('a database that is not there is an error', async () => {
  const DATABASE_URL = 'postgresql://nobody@127.0.0.1:1/none'
  const results = await Promise.all([
    prisma(['migrate', 'deploy'], { DATABASE_URL }),
    prisma(['migrate', 'status'], { DATABASE_URL }),
  ])
  expect(results.map(({ code }) => code)).toEqual([1, 1])
  expect(results[0]?.output).toMatch(/P1001|Can't reach database server/)
})
