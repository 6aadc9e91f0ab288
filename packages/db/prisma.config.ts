import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'prisma/config'
import { failWhenEngineDies } from './scripts/engine-watch.mjs'

const shim = fileURLToPath(new URL('./scripts/schema-engine.mjs', import.meta.url))
const engine = path.resolve(process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? shim)
process.env.PRISMA_SCHEMA_ENGINE_BINARY = engine
process.env.CHECKPOINT_DISABLE = '1'
failWhenEngineDies(engine)

const url = process.env.DATABASE_URL

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  // generate, validate and diffs between files need no database
  ...(url ? { datasource: { url } } : {}),
})
