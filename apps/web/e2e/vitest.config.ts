import { defineConfig } from 'vitest/config'

/** Browser tests: the real server on a data folder of its own, and a real Chromium. The web app must be built. */
export default defineConfig({
  root: import.meta.dirname,
  test: {
    name: 'browser',
    include: ['*.e2e.ts'],
    // One server and one browser at a time fit on a small machine.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
