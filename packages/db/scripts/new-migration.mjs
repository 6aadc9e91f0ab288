// @ts-check
// Writes the migration that takes the last one to schema.prisma: `pnpm --filter @sarvanom/db run migration:new <name>`.
// Needs no database: it starts an embedded one for the purpose. The SQL is then yours to read and to change.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { startEmbeddedPostgres } from '../src/embedded/index.ts'

const [name] = process.argv.slice(2)
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  console.error('Give the migration a name of small letters, digits and underscores')
  process.exit(1)
}
const dataDir = await mkdtemp(path.join(os.tmpdir(), 'sarvanom-migration-'))
const postgres = await startEmbeddedPostgres({ dataDir, durable: false })
try {
  const cli = fileURLToPath(new URL('../node_modules/prisma/build/index.js', import.meta.url))
  const cwd = fileURLToPath(new URL('..', import.meta.url))
  const env = { ...process.env, DATABASE_URL: postgres.url }
  // `migrate dev` asks questions where data could be lost; `migrate diff` only writes
  const args = [cli, 'migrate', 'diff', '--from-migrations', 'prisma/migrations', '--to-schema', 'prisma/schema.prisma']
  const child = spawn(process.execPath, [...args, '--script'], { cwd, env, stdio: ['inherit', 'pipe', 'inherit'] })
  const sql = text(child.stdout)
  const [code] = await once(child, 'exit')
  if (code === 0) {
    const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
    const folder = path.join(cwd, 'prisma/migrations', `${stamp}_${name}`)
    await mkdir(folder)
    await writeFile(path.join(folder, 'migration.sql'), await sql)
    console.log(folder)
  }
  process.exitCode = code ?? 1
} finally {
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
}
