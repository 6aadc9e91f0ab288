import { resolve } from 'node:path'
import { defineConfig } from 'tsdown'
import { urlsOfSources } from './build/urls-of-sources.ts'

/**
 * The server for production: our own sources as JavaScript in `dist`, with everything they read at run time. Packages
 * from npm stay packages, so that what runs is what was tested, and native ones find their binaries.
 */
export default defineConfig({
  entry: { main: 'src/bundle.ts', 'health-check': 'src/health-check.ts' },
  outDir: 'dist',
  format: 'esm',
  platform: 'node',
  target: 'node24',
  // src/bundle.ts has Node name our sources in stacks.
  sourcemap: true,
  dts: false,
  fixedExtension: false,
  deps: { alwaysBundle: /^@sarvanom\//, neverBundle: /^(?!@sarvanom\/)[^./]/ },
  plugins: [urlsOfSources(resolve(import.meta.dirname, '../..'))],
  // A bundle that would break at run time must not come out of a build.
  failOnWarn: true,
})
