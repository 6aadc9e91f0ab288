// @ts-check
// Writes the migration that takes the last one to schema.prisma: `pnpm --filter @sarvanom/db run migration:new <name>`.
// Needs no database: it starts an embedded one for the purpose. The SQL is then yours to read and to change.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
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
  const args = [cli, 'migrate', 'dev', '--create-only', '--name', name]
  const [code] = await once(spawn(process.execPath, args, { cwd, env, stdio: 'inherit' }), 'exit')
  process.exitCode = code ?? 1
} finally {
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
}
