import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'tsdown'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { urlsOfSources } from '../build/urls-of-sources.ts'

const exec = promisify(execFile)

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sarvanom-bundle-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** Bundles `files` as the server is bundled. @returns the folder, which no longer has the sources beside it */
async function bundle(files: Record<string, string>): Promise<string> {
  for (const [path, text] of Object.entries({ 'package.json': '{"type":"module"}', ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const outDir = join(root, 'out')
  await build({
    cwd: root,
    config: false,
    entry: { main: 'packages/core/src/main.ts' },
    outDir,
    dts: false,
    fixedExtension: false,
    sourcemap: true,
    logLevel: 'silent',
    plugins: [urlsOfSources(root)],
  })
  rmSync(join(root, 'packages'), { recursive: true })
  return outDir
}

describe('the bundle', () => {
  it('starts a worker whose source names it, with no list of workers', async () => {
    const folder = await bundle({
      'packages/core/src/main.ts': "export { answer } from './deep/thread.ts'\nimport './deep/thread.ts'\n",
      'packages/core/src/deep/thread.ts': `
        import { Worker } from 'node:worker_threads'
        export const answer = 1
        new Worker(new URL('./worker.ts', import.meta.url)).on('message', (m) => console.log(m))`,
      'packages/core/src/deep/worker.ts': `
        import { parentPort } from 'node:worker_threads'
        import { words } from '../words.ts'
        parentPort?.postMessage(words satisfies string)`,
      'packages/core/src/words.ts': "export const words: string = 'said by the worker'\n",
    })
    const { stdout } = await exec(process.execPath, [join(folder, 'main.js')])
    expect(stdout).toBe('said by the worker\n')
  })

  it('brings folders along that a source names', async () => {
    const folder = await bundle({
      'packages/core/src/main.ts': `
        import { readFileSync } from 'node:fs'
        const folder = new URL('../samples/', import.meta.url)
        console.log(readFileSync(new URL('a/b.txt', folder), 'utf8'))`,
      'packages/core/samples/a/b.txt': 'a sample',
    })
    const { stdout } = await exec(process.execPath, [join(folder, 'main.js')])
    expect(stdout).toBe('a sample\n')
  })

  it('shows where in the sources something failed', async () => {
    const folder = await bundle({
      'packages/core/src/main.ts': "import { fail } from './fails.ts'\n\nfail()\n",
      'packages/core/src/fails.ts':
        "interface Unused {}\n\nexport function fail() {\n  throw new Error('planted')\n}\n",
    })
    const failure = await exec(process.execPath, ['--enable-source-maps', join(folder, 'main.js')]).catch(
      (error: { stderr: string }) => error,
    )
    expect(failure.stderr).toMatch(/at fail \(.*packages\/core\/src\/fails\.ts:4:\d+\)/)
  })

  it('is not made where something that a source names is missing', async () => {
    const missing = bundle({ 'packages/core/src/main.ts': "export const a = new URL('./nowhere/', import.meta.url)\n" })
    await expect(missing).rejects.toThrow('packages/core/src/main.ts names ./nowhere/, which is not there')
  })
})
