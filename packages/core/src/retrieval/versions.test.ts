import { readdirSync, statSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Logger, silentLogger } from '../telemetry/index.ts'
import { openTestLibrary, subjects, type TestLibrary } from './testing/test-library.ts'

let library: TestLibrary
let collectionId: string
beforeEach(async () => {
  library = await openTestLibrary()
  collectionId = await library.collection('one')
})
afterEach(() => library.close())

const titles = async (query: string) => {
  const scope = { collectionIds: [collectionId], documents: {} }
  return (await library.retrieval.search({ query, scope, limit: 100, lanes: ['keyword'] })).hits.map(
    ({ title }) => title,
  )
}
const statuses = async () => {
  const rows = await library.db.prisma.indexVersion.findMany({ orderBy: { number: 'asc' } })
  return rows.map(({ number, status }) => `${number} ${status}`)
}
const eventually = async (check: () => Promise<void>) => {
  for (let attempt = 0; ; attempt++) {
    try {
      return await check()
    } catch (error) {
      if (attempt > 200) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}
const dataFiles = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name)
    return statSync(file).isDirectory() ? dataFiles(file) : [file]
  })

describe('documents that come one by one, without a pause', () => {
  it('do not pile up as pieces of the table, and nothing fails for them', { timeout: 120_000 }, async () => {
    await library.add(collectionId, subjects(1000))
    const errors: unknown[] = []
    const log = { ...silentLogger, error: (...error: unknown[]) => errors.push(error) } as unknown as Logger
    const retrieval = await library.reopen(log)
    const most = 130
    let pieces = 0
    for (let n = 0; n < 2 * most; n++) {
      await library.add(collectionId, [{ title: `Note ${n}`, texts: [`zeppelin number ${n}`] }])
      if (n % 25 === 0) pieces = Math.max(pieces, (await retrieval.status()).fragments)
    }
    expect(pieces).toBeLessThan(most)
    const scope = { collectionIds: [collectionId], documents: {} }
    const { hits } = await retrieval.search({ query: 'zeppelin', scope, limit: 100, lanes: ['keyword'] })
    expect(hits).toHaveLength(100)
    await expect.poll(() => retrieval.status(), { timeout: 30_000 }).toMatchObject({ rows: 1260, unindexedRows: 0 })
    expect(errors).toEqual([])
  })
})

describe('rebuilding the index', () => {
  it('makes a new version from the database, and retires the old one', async () => {
    await library.store(collectionId, subjects(30))
    const seen: string[] = []
    await library.retrieval.rebuildIndex({ onProgress: (done, total) => seen.push(`${done}/${total}`) })
    expect(await library.retrieval.status()).toMatchObject({ rows: 30, unindexedRows: 0, building: null })
    expect((await statuses()).slice(0, 2)).toEqual(['1 retired', expect.stringMatching(/^2 /)])
    expect(seen.at(-1)).toBe('30/30')
    expect(await titles('harbour')).toHaveLength(15)
  })

  it('loses nothing that is written or removed meanwhile', async () => {
    await library.add(collectionId, subjects(1200))
    let others: Promise<unknown> | undefined
    await library.retrieval.rebuildIndex({
      onProgress: () => {
        others ??= (async () => {
          const [gone = ''] = await library.add(collectionId, [{ title: 'Gone', texts: ['zeppelin'] }])
          await library.add(collectionId, [{ title: 'Late', texts: ['zeppelin'] }])
          await library.db.prisma.document.delete({ where: { id: gone } })
          await library.retrieval.removeDocuments([gone])
          await library.retrieval.removeDocuments(['doc-00001'])
          await library.db.prisma.document.delete({ where: { id: 'doc-00001' } })
        })()
      },
    })
    await others
    expect(await library.retrieval.status()).toMatchObject({ rows: 1200 })
    expect(await titles('zeppelin')).toEqual(['Late'])
    expect(await titles('number0')).toEqual([])
  })

  it('answers searches all the while', async () => {
    await library.add(collectionId, subjects(300))
    let done = false
    const rebuild = library.retrieval.rebuildIndex().finally(() => {
      done = true
    })
    while (!done) expect(await titles('flower')).toHaveLength(100)
    await rebuild
    expect(await titles('flower')).toHaveLength(100)
  })

  it('leaves the old version when it is cancelled', async () => {
    await library.add(collectionId, subjects(30))
    await library.retrieval.maintain()
    const before = (await library.retrieval.status()).version
    const controller = new AbortController()
    const onProgress = () => controller.abort(new Error('enough'))
    await expect(library.retrieval.rebuildIndex({ signal: controller.signal, onProgress })).rejects.toThrow('enough')
    expect(await library.retrieval.status()).toMatchObject({ version: before, building: null, rows: 30 })
    expect(await titles('harbour')).toHaveLength(15)
  })

  it('waits for another one to end', async () => {
    await library.store(collectionId, subjects(30))
    await Promise.all([library.retrieval.rebuildIndex(), library.retrieval.rebuildIndex()])
    expect(await statuses()).toEqual(expect.arrayContaining(['1 retired', '2 retired']))
  })
})

describe('an index', () => {
  it('of texts that teach nothing is not built again and again', async () => {
    await library.add(
      collectionId,
      Array.from({ length: 30 }, (_, at) => ({ title: '', texts: [`unique${at}`] })),
    )
    await library.retrieval.maintain()
    const { version, embedder } = await library.retrieval.status()
    expect(embedder).toMatchObject({ state: 'not fitted yet' })
    await library.retrieval.maintain()
    expect((await library.retrieval.status()).version).toBe(version)
  })

  it('keeps what it has over a restart', async () => {
    await library.add(collectionId, subjects(30))
    await library.retrieval.maintain()
    const { version } = await library.retrieval.status()
    await library.reopen()
    expect(await library.retrieval.status()).toMatchObject({ version, rows: 30, embedder: { state: 'fitted' } })
    expect(await titles('harbour')).toHaveLength(15)
  })

  it('is built anew by itself when its folder was lost', async () => {
    await library.add(collectionId, subjects(30))
    await library.retrieval.close()
    await rm(library.indexUrl, { recursive: true })
    await library.reopen()
    await eventually(async () => expect(await titles('harbour')).toHaveLength(15))
    expect((await library.retrieval.status()).rows).toBe(30)
  })

  it('is built anew by itself when its files are damaged', async () => {
    await library.add(collectionId, subjects(30))
    await library.retrieval.maintain()
    await library.retrieval.close()
    for (const file of dataFiles(library.indexUrl)) await writeFile(file, 'garbage')
    await library.reopen()
    await eventually(async () => expect(await titles('harbour')).toHaveLength(15))
  })

  it('gets what it lacks, and loses what it should not have, by itself', async () => {
    await library.add(collectionId, subjects(30))
    await library.store(collectionId, [{ title: 'Lost', texts: ['zeppelin'] }])
    await library.db.prisma.document.delete({ where: { id: 'doc-00001' } })
    await library.reopen()
    await eventually(async () => expect(await titles('zeppelin')).toEqual(['Lost']))
    await eventually(async () => expect((await library.retrieval.status()).rows).toBe(30))
  })

  it('forgets a build whose process died', async () => {
    await library.add(collectionId, subjects(30))
    const { version } = await library.retrieval.status()
    await library.retrieval.close()
    await library.db.prisma.indexVersion.create({ data: { number: version + 7, embedder: 'none', status: 'building' } })
    await library.reopen()
    await library.retrieval.maintain()
    expect(await library.retrieval.status()).toMatchObject({ building: null })
    expect(await statuses()).toContain(`${version + 7} retired`)
    await library.add(collectionId, [{ title: 'After', texts: ['zeppelin'] }])
    expect(await titles('zeppelin')).toEqual(['After'])
  })

  it('that cannot be reached is reported, not mistaken for an empty one', async () => {
    await library.add(collectionId, subjects(2))
    await library.retrieval.close()
    await expect(titles('harbour')).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryAfter: 5 })
    await expect(library.retrieval.status()).rejects.toThrow()
    await library.reopen()
  })
})
