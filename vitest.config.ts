import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

if (Number(process.versions.node.split('.')[0]) < 24) {
  throw new Error(`The tests need Node 24 and this is ${process.version}: start them with "pnpm exec vitest"`)
}

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

const project = (name: string, root: string) => ({
  extends: true as const,
  root: at(root),
  test: { name, include: ['{src,test}/**/*.test.{ts,tsx}'] },
})

const withDatabase = (name: string, root: string) => {
  const base = project(name, root)
  const globalSetup = [at('packages/db/src/testing/global-setup.ts')]
  return { ...base, test: { ...base.test, globalSetup } }
}

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    // The tests start real databases and processes; a slow machine must not fail them.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
    setupFiles: [at('scripts/vitest-setup.ts')],
    restoreMocks: true,
    projects: [
      withDatabase('db', 'packages/db'),
      withDatabase('core', 'packages/core'),
      withDatabase('api', 'packages/api'),
      withDatabase('server', 'apps/server'),
      project('web', 'apps/web'),
      { extends: true as const, test: { name: 'scripts', include: ['scripts/**/*.test.ts'] } },
      { extends: true as const, test: { name: 'deploy', include: ['deploy/test/**/*.test.ts'] } },
    ],
  },
})
