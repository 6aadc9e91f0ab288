import { defineConfig } from 'vitest/config'

/**
 * Each alert fired by its real fault, and quiet again (`pnpm test:alerts`): too long for `npm test`. A file at a time,
 * because the faults take the processor and the memory of the machine.
 */
export default defineConfig({
  test: {
    name: 'alerts',
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 900_000,
    hookTimeout: 300_000,
    include: ['apps/server/test/monitoring/faults/*.faults.ts'],
  },
})
