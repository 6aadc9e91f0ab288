import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { endServers, startServer } from '../../apps/server/test/server-process.ts'
import { fillLibrary, firstClient, signedIn } from './client.ts'

const folder = mkdtempSync(join(tmpdir(), 'sarvanom-backup-'))
afterAll(async () => {
  await endServers()
  rmSync(folder, { recursive: true, force: true })
})

it.skipIf(process.platform === 'win32')(
  'a copy of the data folder of a stopped server is a backup, also without the index',
  async () => {
    const server = startServer({ data: join(folder, 'data'), env: { SARVANOM_SETUP_CODE: 'backup-test-code' } })
    await fillLibrary(await firstClient(await server.ready(), 'backup-test-code'))
    server.signal('SIGTERM')
    expect(await server.ended()).toBe(0)

    const archive = join(folder, 'backup.tar.gz')
    execFileSync('tar', ['--create', '--gzip', '--file', archive, '--exclude', 'data/index', 'data'], { cwd: folder })
    rmSync(join(folder, 'data'), { recursive: true })
    execFileSync('tar', ['--extract', '--gzip', '--file', archive], { cwd: folder })

    const restored = startServer({ data: join(folder, 'data') })
    const client = await signedIn(await restored.ready())
    const found = async () => {
      const { hits } = await client.query<{ hits: { title: string }[] }>('search.retrieve', { query: 'waggle dance' })
      return hits.map(({ title }) => title)
    }
    // The index is built anew behind the first searches.
    await expect.poll(found, { timeout: 300_000 }).toEqual(['The dance'])
  },
  600_000,
)
