import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { endServers, startServer } from '../server-process.ts'
import { fillLibrary, type Person, question, setUp, setupCode } from './person.ts'
import { sized } from './scale.ts'

const parent = mkdtempSync(join(tmpdir(), 'sarvanom-full-'))
const disk = join(parent, 'disk')

/** A small disk of its own, in memory. Containers without rights, and other systems than Linux, have none. */
function mounted(): boolean {
  mkdirSync(disk)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=300m,mode=0700', 'tmpfs', disk], { stdio: 'ignore' })
    return true
  } catch {
    process.stderr.write('disk-full.test.ts: no disk can be mounted here, so that none can be full\n')
    return false
  }
}

const hasDisk = process.platform === 'linux' && mounted()
afterAll(async () => {
  await endServers()
  if (hasDisk) execFileSync('umount', [disk])
  rmSync(parent, { recursive: true, force: true })
})

const filler = join(disk, 'filler')

function fillDisk(): void {
  const file = openSync(filler, 'w')
  const zeros = Buffer.alloc(64 * 1024)
  try {
    for (;;) writeSync(file, zeros)
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' })
  } finally {
    closeSync(file)
  }
}

const start = () => startServer({ data: join(disk, 'data'), env: { SARVANOM_SETUP_CODE: setupCode } })

async function upload(base: string, { cookie }: Person, collectionId: string, name: string): Promise<number> {
  const form = new FormData()
  form.append('files', new File([`The ${name} is written down here. `.repeat(20_000)], `${name}.txt`))
  const response = await fetch(`${base}/api/documents?collectionId=${collectionId}`, {
    method: 'POST',
    body: form,
    headers: { cookie, origin: base },
  })
  await response.arrayBuffer()
  return response.status
}

it.skipIf(!hasDisk)(
  'a full disk is told with 507, what is there can be read, and all goes on when there is space again',
  async () => {
    const server = start()
    const base = await server.ready()
    const admin = await setUp(base)
    const collectionId = await fillLibrary(base, admin)
    const acknowledged: string[] = []
    const write = async (externalId: string) => {
      const text = `The heron of ${externalId} stands in the reeds. `.repeat(2000)
      const items = [{ title: externalId, text, externalId }]
      const { status } = await admin.mutate(base, 'documents.addText', { collectionId, items })
      if (status === 200) acknowledged.push(externalId)
      return status
    }
    expect(await write('before')).toBe(200)

    fillDisk()
    const statuses: number[] = []
    for (let n = 0; n < sized(10, 100); n++) {
      statuses.push(await upload(base, admin, collectionId, `file-${n}`), await write(`full-${n}`))
      expect((await admin.query(base, 'collections.get', { id: collectionId })).status).toBe(200)
      const { data } = await admin.query(base, 'search.retrieve', { query: question })
      expect(data.hits[0].title).toBe('Note 1')
      await sleep(200)
    }
    // What fits into pages and files that are there already may still be taken.
    expect(statuses.filter((status) => ![200, 202, 507].includes(status))).toEqual([])
    expect(statuses.slice(-2)).toEqual([507, 507])
    expect((await fetch(`${base}/health/live`)).status).toBe(200)

    rmSync(filler)
    await expect.poll(() => write('afterwards'), { timeout: 60_000 }).toBe(200)
    await expect.poll(() => upload(base, admin, collectionId, 'a-file'), { timeout: 60_000 }).toBe(202)
    const state = async (at: string) => {
      const { data } = await admin.query(at, 'documents.list', { collectionId, limit: 100 })
      return data.items as { externalId: string | null; status: string }[]
    }
    const unfinished = async (at: string) => (await state(at)).filter(({ status }) => status !== 'indexed')
    await expect.poll(() => unfinished(base), { timeout: 90_000, interval: 500 }).toEqual([])
    server.signal('SIGTERM')
    expect(await server.ended()).toBe(0)

    const again = start()
    const next = await again.ready()
    const ids = (await state(next)).map(({ externalId }) => externalId)
    expect(acknowledged.filter((id) => !ids.includes(id))).toEqual([])
    const { data } = await admin.query(next, 'search.retrieve', { query: 'heron of afterwards', limit: 10 })
    expect(data.hits.some((hit: { externalId: string }) => hit.externalId === 'afterwards')).toBe(true)
    again.signal('SIGTERM')
    expect(await again.ended()).toBe(0)
  },
  300_000,
)
