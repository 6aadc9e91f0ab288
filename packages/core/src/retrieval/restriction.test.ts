import { actAs } from '@sarvanom/db'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IndexScope } from './store/filter.ts'
import { openTestLibrary, subjects, type TestLibrary } from './testing/test-library.ts'

let library: TestLibrary
beforeAll(async () => {
  library = await openTestLibrary()
})
afterAll(() => library.close())

/** What the index itself finds: the rule under which it is read back allows everything. */
const found = async (query: string, scope: IndexScope) => {
  const { hits } = await library.retrieval.search({ query, scope: { ...scope, documents: {} }, limit: 100 })
  return hits.map(({ title }) => title).sort()
}
const restrict = async (id: string, restricted: boolean) => {
  await library.db.prisma.document.update({ where: { id }, data: { restricted } })
  await library.retrieval.refreshRestriction([id])
}

describe('the index', () => {
  it('finds restricted documents only where the scope allows them', async () => {
    const [mine, other] = [await library.collection('mine'), await library.collection('other')]
    await library.add(mine, [
      { title: 'Open', texts: ['zirconium'] },
      { id: 'named', title: 'Named', texts: ['zirconium'], restricted: true },
      { title: 'Closed', texts: ['zirconium'], restricted: true },
    ])
    await library.add(other, [{ title: 'Other', texts: ['zirconium'], restricted: true }])
    const collectionIds = [mine, other]
    const within = (collections: string[], documentIds: string[]) =>
      found('zirconium', { collectionIds, restricted: { collectionIds: collections, documentIds } })
    expect(await found('zirconium', { collectionIds })).toEqual(['Open'])
    expect(await within([], ['named'])).toEqual(['Named', 'Open'])
    expect(await within([other], ['named'])).toEqual(['Named', 'Open', 'Other'])
    expect(await within([mine], [])).toEqual(['Closed', 'Named', 'Open'])
    expect(await within([mine, other], [])).toEqual(['Closed', 'Named', 'Open', 'Other'])
  })

  it('learns that a document was restricted, or opened, with what it is asked next', async () => {
    const collectionId = await library.collection('learning')
    const [id = ''] = await library.add(collectionId, [{ title: 'Changing', texts: ['niobium one', 'niobium two'] }])
    await restrict(id, true)
    expect(await found('niobium', { collectionIds: [collectionId] })).toEqual([])
    await restrict(id, true)
    expect((await library.retrieval.status()).rows).toBeGreaterThan(0)
    await restrict(id, false)
    expect(await found('niobium', { collectionIds: [collectionId] })).toEqual(['Changing', 'Changing'])
  })

  it('keeps the later of two changes at once', async () => {
    const collectionId = await library.collection('race')
    const [id = ''] = await library.add(collectionId, [{ title: 'Raced', texts: ['technetium'] }])
    const states = Array.from({ length: 10 }, (_, at) => at % 2 === 0)
    await Promise.all(states.map((restricted) => restrict(id, restricted)))
    const { restricted } = await library.db.prisma.document.findFirstOrThrow({ where: { id } })
    expect(await found('technetium', { collectionIds: [collectionId] })).toEqual(restricted ? [] : ['Raced'])
  })

  it('is put right by a rebuild and by a repair where it missed a change', async () => {
    const collectionId = await library.collection('missed')
    const [id = ''] = await library.add(collectionId, [{ title: 'Missed', texts: ['promethium'] }])
    await library.db.prisma.document.update({ where: { id }, data: { restricted: true } })
    await library.retrieval.rebuildIndex()
    expect(await found('promethium', { collectionIds: [collectionId] })).toEqual([])
    await library.db.prisma.document.update({ where: { id }, data: { restricted: false } })
    const retrieval = await library.reopen()
    await retrieval.maintain()
    expect(await found('promethium', { collectionIds: [collectionId] })).toEqual(['Missed'])
  })
})

describe('an index of an earlier layout', () => {
  it('is built anew by itself', async () => {
    const own = await openTestLibrary()
    try {
      const collectionId = await own.collection('old')
      await own.add(collectionId, [{ title: 'Old', texts: ['francium'] }])
      await own.db.prisma.indexVersion.updateMany({ data: { details: {} } })
      const before = (await own.retrieval.status()).version
      const retrieval = await own.reopen()
      await retrieval.maintain()
      expect((await retrieval.status()).version).toBeGreaterThan(before)
      const scope = { collectionIds: [collectionId], documents: {} }
      expect((await retrieval.search({ query: 'francium', scope })).hits).toHaveLength(1)
      const settled = (await retrieval.status()).version
      await retrieval.maintain()
      expect((await retrieval.status()).version).toBe(settled)
    } finally {
      await own.close()
    }
  })
})

describe('what a request sets off', () => {
  it('sees everybody’s documents, in whose name so ever it was begun', async () => {
    const own = await openTestLibrary()
    try {
      const collectionId = await own.collection('theirs')
      const chunks = await own.store(collectionId, subjects(60))
      await actAs('nobody', async () => {
        await own.retrieval.indexChunks(chunks)
        await own.retrieval.refreshRestriction(['doc-00001'])
        await own.retrieval.rebuildIndex()
      })
      expect(await own.retrieval.status()).toMatchObject({ rows: 60 })
      // The first maintenance of a process compares the whole index with the database.
      const retrieval = await own.reopen()
      await actAs('nobody', () => retrieval.maintain())
      expect(await own.retrieval.status()).toMatchObject({ rows: 60 })
    } finally {
      await own.close()
    }
  })

  it('finds for a user nothing that row-level security hides, whatever the scope says', async () => {
    const collectionId = await library.collection('hidden')
    await library.add(collectionId, [{ title: 'Hidden', texts: ['astatine'] }])
    const { id } = await library.db.prisma.user.create({
      data: { email: 'stranger@example.org', name: 'Stranger', roleName: 'member' },
    })
    const request = { query: 'astatine', scope: { collectionIds: [collectionId], documents: {} } }
    expect((await library.retrieval.search(request)).hits).toHaveLength(1)
    expect((await actAs(id, () => library.retrieval.search(request))).hits).toEqual([])
  })
})
