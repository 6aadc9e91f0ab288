import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The tests of the modules that are mutated (stryker.config.json): what decides who may, and what a token is worth. */
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    globalSetup: [at('packages/db/src/testing/global-setup.ts')],
    include: [
      'packages/core/src/access/{access,people}.test.ts',
      'packages/core/src/accounts/{remember-sign-ins,session-decisions,sessions}.test.ts',
      'packages/core/src/accounts/{api-keys,tokens}/*.test.ts',
      'packages/core/src/{roles,secrets}/*.test.ts',
      'packages/core/src/sign-in/sign-in-decision.test.ts',
      'packages/core/src/throttle/{address-key,limits}.test.ts',
      'packages/core/src/totp/{codes,recovery-codes}.test.ts',
      'packages/api/src/access/*.test.ts',
    ],
  },
})
