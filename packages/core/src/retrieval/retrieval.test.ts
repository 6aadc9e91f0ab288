import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SearchRequest } from './index.ts'
import { openTestLibrary, subjects, type TestLibrary } from './testing/test-library.ts'

let library: TestLibrary
beforeAll(async () => {
  library = await openTestLibrary()
})
afterAll(() => library.close())

const find = (query: string, collectionIds: string[], more: Partial<SearchRequest> = {}) =>
  library.retrieval.search({ query, scope: { collectionIds, documents: {} }, ...more })
const titles = async (query: string, collectionIds: string[], more: Partial<SearchRequest> = {}) =>
  (await find(query, collectionIds, more)).hits.map(({ title }) => title)

describe('a search', () => {
  it('finds a chunk as soon as it was indexed, with its place and its scores', async () => {
    const collectionId = await library.collection('fresh')
    await library.add(collectionId, [
      { id: 'fresh', title: 'Comets', texts: ['First part.', 'The comets are made of ice.'] },
    ])
    const { hits, lanes } = await find('what are comets made of', [collectionId])
    expect(hits[0]).toMatchObject({
      documentId: 'fresh',
      externalId: 'fresh',
      collectionId,
      chunkId: 'fresh-v1-1',
      title: 'Comets',
      text: 'The comets are made of ice.',
      start: 12,
      end: 39,
      page: null,
      language: 'en',
      lanes: { keyword: expect.any(Number) },
    })
    expect(hits[0]?.relevance).toBeGreaterThan(0.5)
    expect(lanes.keyword).toMatchObject({ status: 'ok' })
  })

  it('reaches no collection outside its scope', async () => {
    const [mine, other] = [await library.collection('mine'), await library.collection('other')]
    await library.add(mine, [{ title: 'Mine', texts: ['zirconium alloy'] }])
    await library.add(other, [{ title: 'Other', texts: ['zirconium zirconium zirconium'] }])
    expect(await titles('zirconium', [mine])).toEqual(['Mine'])
    expect((await titles('zirconium', [mine, other])).sort()).toEqual(['Mine', 'Other'])
  })

  it('is empty for an empty scope', async () => {
    expect(await find('zirconium', [])).toMatchObject({ hits: [], lanes: { keyword: { status: 'ok' } } })
  })

  it('takes a scope of ten thousand collections', async () => {
    const collectionId = await library.collection('needle')
    await library.add(collectionId, [{ title: 'Needle', texts: ['haystack gadolinium'] }])
    const many = Array.from({ length: 10_000 }, (_, at) => `01890f1e-0000-7000-8000-${String(at).padStart(12, '0')}`)
    expect(await titles('gadolinium', [...many, collectionId])).toEqual(['Needle'])
  })

  it('filters by language, type, date and metadata within the search', async () => {
    const collectionId = await library.collection('filters')
    await library.add(collectionId, [
      {
        title: 'A',
        texts: ['rhodium'],
        type: 'pdf',
        date: '2020-05-05T10:00:00Z',
        metadata: { team: 'red', year: 2020 },
      },
      {
        title: 'B',
        texts: ['rhodium'],
        type: 'text',
        date: '2022-05-05T10:00:00Z',
        metadata: { team: "o'blue", draft: true },
      },
      { title: 'C', texts: ['rhodium'], language: 'de', date: '2024-05-05T10:00:00Z' },
    ])
    const by = (filters: NonNullable<SearchRequest['filters']>) => titles('rhodium', [collectionId], { filters })
    expect(await by({ language: 'de' })).toEqual(['C'])
    expect(await by({ type: 'pdf' })).toEqual(['A'])
    expect((await by({ from: '2022-05-05' })).sort()).toEqual(['B', 'C'])
    expect((await by({ to: '2022-05-05' })).sort()).toEqual(['A', 'B'])
    expect(await by({ from: '2021-01-01', to: '2023-01-01T00:00:00+02:00' })).toEqual(['B'])
    expect(await by({ metadata: { team: 'red', year: 2020 } })).toEqual(['A'])
    expect(await by({ metadata: { team: "o'blue" } })).toEqual(['B'])
    expect(await by({ metadata: { draft: true } })).toEqual(['B'])
    expect(await by({ metadata: { team: 'red', year: 2021 } })).toEqual([])
  })

  it('gives the best chunk of each document when grouped', async () => {
    const collectionId = await library.collection('grouped')
    const filler = Array.from({ length: 150 }, (_, at) => `palladium notes ${at}`)
    await library.add(collectionId, [
      { id: 'long', title: 'Long', texts: [...filler, 'palladium catalyst'] },
      {
        id: 'short',
        title: 'Short',
        texts: ['a text on other matters that names palladium once among many other words'],
      },
    ])
    const { hits } = await find('palladium catalyst', [collectionId], { groupByDocument: true })
    expect(hits.map(({ documentId }) => documentId)).toEqual(['long', 'short'])
    expect(hits[0]?.text).toBe('palladium catalyst')
  })

  it('returns as many as it was asked for, and refuses other numbers', async () => {
    const collectionId = await library.collection('limits')
    await library.add(
      collectionId,
      Array.from({ length: 110 }, (_, at) => ({ title: `T${at}`, texts: ['osmium'] })),
    )
    expect((await find('osmium', [collectionId])).hits).toHaveLength(10)
    expect((await find('osmium', [collectionId], { limit: 100 })).hits).toHaveLength(100)
    await expect(find('osmium', [collectionId], { limit: 101 })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  it.each([
    ['only function words', 'what is the'],
    ['no words', '?!… 🙂'],
    ['broken characters', '\0\uD800\uDC00 \uD800'],
    ['search syntax', '"a" AND (b OR -c) title:* ~2 ^5 \\ \' " ; --'],
    ['ten thousand characters', 'osmium ruthenium '.repeat(590)],
    ['as many different words as fit', Array.from({ length: 1500 }, (_, at) => `w${at}`).join(' ')],
  ])('survives a question of %s', async (_, query) => {
    const collectionId = await library.collection('nasty')
    await expect(find(query, [collectionId])).resolves.toMatchObject({ hits: [] })
  })

  it('stops when it is cancelled', async () => {
    const collectionId = await library.collection('cancelled')
    await expect(find('osmium', [collectionId], { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
      'enough',
    )
  })
})

describe('the languages', () => {
  const texts = {
    en: ['The harbours were closed by storms', 'harbour storm'],
    de: ['Die Häuser wurden von Stürmen beschädigt', 'Haus Sturm'],
    es: ['Las organizaciones publicaron los resultados', 'organización resultado'],
    zh: ['我们在北京大学学习中文', '北京大学'],
    ar: ['قرأ الطلاب الكتب في المكتبة', 'كتب مكتبة'],
  }

  it('are each searched by the forms of their words, in one index', async () => {
    const collectionId = await library.collection('languages')
    const entries = Object.entries(texts)
    await library.add(
      collectionId,
      entries.map(([language, [text]]) => ({ title: language, texts: [text ?? ''], language })),
    )
    for (const [language, [, query]] of entries) expect((await titles(query ?? '', [collectionId]))[0]).toBe(language)
  })
})

describe('what was indexed', () => {
  it('may be indexed again without further effect', async () => {
    const collectionId = await library.collection('again')
    const chunks = await library.store(collectionId, [{ title: 'Twice', texts: ['hafnium one', 'hafnium two'] }])
    const before = (await library.retrieval.status()).rows
    await Promise.all([library.retrieval.indexChunks(chunks), library.retrieval.indexChunks(chunks)])
    expect((await library.retrieval.status()).rows).toBe(before + 2)
    expect((await find('hafnium', [collectionId])).hits).toHaveLength(2)
  })

  it('is gone when its document is removed', async () => {
    const collectionId = await library.collection('removed')
    const [first = ''] = await library.add(collectionId, [
      { title: 'Gone', texts: ['tantalum'] },
      { title: 'Kept', texts: ['tantalum'] },
    ])
    await library.retrieval.removeDocuments([first])
    expect(await titles('tantalum', [collectionId])).toEqual(['Kept'])
    // While the database has it, the index takes it up again when it next looks after itself.
    await library.db.prisma.document.delete({ where: { id: first } })
  })

  it('is gone when its version is removed', async () => {
    const collectionId = await library.collection('versions')
    const [id = ''] = await library.add(collectionId, [{ title: 'Old', texts: ['niobium'] }])
    const before = (await library.retrieval.status()).rows
    await library.db.prisma.document.delete({ where: { id } })
    await library.retrieval.removeVersions([`${id}-v1`])
    expect((await library.retrieval.status()).rows).toBe(before - 1)
  })
})

describe('a stale index', () => {
  it('never shows what the database does not, and still fills the page', async () => {
    const collectionId = await library.collection('stale')
    const documents = Array.from({ length: 150 }, (_, at) => ({
      id: `stale-${at}`,
      title: `T${at}`,
      texts: ['vanadium vanadium'],
    }))
    await library.add(collectionId, [
      ...documents,
      ...['x', 'y', 'z'].map((title) => ({ title, texts: ['vanadium and other words'] })),
    ])
    await library.db.prisma.document.deleteMany({ where: { id: { startsWith: 'stale-' } } })
    expect((await titles('vanadium', [collectionId], { limit: 3 })).sort()).toEqual(['x', 'y', 'z'])
  })

  it('shows only what the access rule allows now', async () => {
    const collectionId = await library.collection('rule')
    await library.add(collectionId, [
      { id: 'secret', title: 'Secret', texts: ['yttrium'] },
      { title: 'Open', texts: ['yttrium'] },
    ])
    const scope = { collectionIds: [collectionId], documents: { id: { not: 'secret' } } }
    const { hits } = await library.retrieval.search({ query: 'yttrium', scope })
    expect(hits.map(({ title }) => title)).toEqual(['Open'])
  })

  it('does not show a document that moved to a collection outside the scope', async () => {
    const [from, to] = [await library.collection('from'), await library.collection('to')]
    const [id = ''] = await library.add(from, [{ title: 'Moved', texts: ['scandium'] }])
    await library.db.prisma.document.update({ where: { id }, data: { collectionId: to } })
    expect(await titles('scandium', [from])).toEqual([])
  })

  it('does not show a version before it is published', async () => {
    const collectionId = await library.collection('unpublished')
    const [id = ''] = await library.add(collectionId, [{ title: 'Draft', texts: ['thulium'] }])
    await library.db.prisma.document.update({ where: { id }, data: { status: 'queued', currentVersionId: null } })
    expect(await titles('thulium', [collectionId])).toEqual([])
  })
})

describe('the lanes', () => {
  it('can be asked for one by one', async () => {
    const collectionId = await library.collection('lanes')
    await library.add(collectionId, [{ title: 'Lanes', texts: ['lutetium'] }])
    const { hits, lanes } = await find('lutetium', [collectionId], { lanes: ['keyword'] })
    expect(Object.keys(lanes)).toEqual(['keyword'])
    expect(Object.keys(hits[0]?.lanes ?? {})).toEqual(['keyword'])
  })
})

describe('the vector lane', () => {
  it('is off until there are enough documents, and says so', async () => {
    const empty = await openTestLibrary()
    try {
      const collectionId = await empty.collection('few')
      await empty.add(collectionId, [{ title: 'Few', texts: ['terbium'] }])
      const scope = { collectionIds: [collectionId], documents: {} }
      const { hits, lanes } = await empty.retrieval.search({ query: 'terbium', scope })
      expect(hits).toHaveLength(1)
      expect(lanes.vector).toMatchObject({ status: 'off', message: expect.stringContaining('Not fitted yet') })
      expect(await empty.retrieval.status()).toMatchObject({ embedder: { id: 'none', state: 'not fitted yet' } })
    } finally {
      await empty.close()
    }
  })

  it('finds by meaning what shares no word, once the embedder was fitted', async () => {
    const own = await openTestLibrary()
    try {
      const collectionId = await own.collection('subjects')
      await own.add(collectionId, subjects(120))
      await own.retrieval.maintain()
      expect(await own.retrieval.status()).toMatchObject({
        embedder: { id: 'lsa', state: 'fitted', corpus: 120 },
        rows: 120,
      })
      await own.add(collectionId, [{ title: 'Latecomer', texts: ['harbour boat2x boat4x boat6x'] }])
      const scope = { collectionIds: [collectionId], documents: {} }
      const { hits, lanes } = await own.retrieval.search({ query: 'boat2x', scope, lanes: ['vector'], limit: 100 })
      expect(lanes).toEqual({ vector: { status: 'ok', tookMs: expect.any(Number), startMs: expect.any(Number) } })
      expect(hits.map(({ title }) => title)).toContain('Latecomer')
      expect(hits.filter(({ text }) => !text.includes('boat2x')).length).toBeGreaterThan(0)
      expect(hits.filter(({ title }) => title.startsWith('Garden'))).toEqual([])
    } finally {
      await own.close()
    }
  })
})
