import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { actAs, type Database } from '@sarvanom/db'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { searchScope, type UserActor } from '../access/index.ts'
import { analyzeQuery, queryLanguages } from './analysis/query.ts'
import { encodeTerms } from './ranking/pool-texts.ts'
import { LSA_WEIGHTS, rank } from './ranking/rank.ts'
import { connect } from './store/connection.ts'
import type { IndexRow } from './store/rows.ts'
import { type OpenVersion, openVersions } from './store/versions.ts'
import { openTestLibrary, type TestLibrary } from './testing/test-library.ts'

// A reader who may read one document in a hundred gets as good an answer as if those were all that there is: what the
// filtered search returns is compared with an exact scan over the readable documents alone, of the same ranking.

const data = process.env.SARVANOM_EVAL_DATA
if (!data) process.stdout.write('SARVANOM_EVAL_DATA is not set: searches of restricted readers are not measured\n')

const linesOf = <T>(name: string): T[] =>
  readFileSync(join(data ?? '', 'ir/cranfield', name), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)

interface Source {
  _id: string
  title: string
  text: string
}

/** One in a hundred of the documents lies in the small collection, and one in a hundred of the rest names its reader. */
const isSmall = (at: number) => at % 100 === 7
const isNamed = (at: number) => at % 100 === 42

async function addReader(db: Database, name: string, collectionId: string): Promise<UserActor> {
  const collection = { create: { collectionId, level: 'viewer' as const } }
  const user = { email: `${name}@example.org`, name, roleName: 'member', memberships: collection }
  const { id } = await db.prisma.user.create({ data: user, select: { id: true } })
  return { kind: 'user', userId: id, permissions: new Set() }
}

/** BM25 as the index computes it (k1 1.2, b .75), over every row. */
function bm25(rows: readonly IndexRow[]) {
  const texts = new Map(rows.map(({ chunkId, terms }) => [chunkId, terms.split(' ')]))
  const frequency = new Map<string, number>()
  for (const terms of texts.values())
    for (const term of new Set(terms)) frequency.set(term, (frequency.get(term) ?? 0) + 1)
  const mean = [...texts.values()].reduce((sum, terms) => sum + terms.length, 0) / texts.size
  return (query: readonly string[], chunkId: string): number => {
    const terms = texts.get(chunkId) ?? []
    return query.reduce((sum, term) => {
      const tf = terms.filter((one) => one === term).length
      const df = frequency.get(term) ?? 0
      const idf = Math.log(1 + (texts.size - df + 0.5) / (df + 0.5))
      return sum + (idf * tf * 2.2) / (tf + 1.2 * (0.25 + (0.75 * terms.length) / mean))
    }, 0)
  }
}

const cosine = (a: Float32Array | undefined, b: Float32Array | undefined) =>
  a && b ? a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0) : 0

/** Scores every readable row, without any index or filter. @returns documents, best first */
async function exactSearch({ embedder, idf }: OpenVersion, all: readonly IndexRow[], readable: ReadonlySet<string>) {
  const score = bm25(all)
  const rows = all.filter(({ documentId }) => readable.has(documentId))
  const vectors = (await embedder?.embedPassages(rows)) ?? []
  return async (question: string) => {
    const queries = analyzeQuery(question, queryLanguages(question, new Map([['en', all.length]])), idf)
    const terms = [...new Set(queries.flat())]
    const vector = await embedder?.embedQuery(question, queries.flat())
    const pool = rows.flatMap(({ chunkId, documentId, terms: text }, at) => {
      const keyword = score(terms, chunkId)
      const likeness = cosine(vector, vectors[at])
      return keyword > 0 || likeness >= 0.1
        ? [{ chunkId, documentId, terms: encodeTerms(text), keyword, vector: likeness }]
        : []
    })
    return rank({ queries, pool, idf, weights: LSA_WEIGHTS }).map(({ documentId }) => documentId)
  }
}

describe.skipIf(!data)('a reader of one document in a hundred', () => {
  let library: TestLibrary
  let version: OpenVersion
  let closeIndex: () => Promise<void>
  const rows: IndexRow[] = []
  const readers: Record<string, { actor: UserActor; documentIds: string[] }> = {}
  const questions = data ? linesOf<{ text: string }>('queries.jsonl').map(({ text }) => text) : []

  beforeAll(async () => {
    library = await openTestLibrary()
    const [small, large] = [await library.collection('small'), await library.collection('large')]
    const sources = linesOf<Source>('corpus.jsonl').map(({ _id, title, text }, at) => ({
      id: `cran-${_id}`,
      title,
      texts: [`${title}\n${text}`],
      restricted: !isSmall(at),
    }))
    await library.add(
      small,
      sources.filter((_, at) => isSmall(at)),
    )
    await library.add(
      large,
      sources.filter((_, at) => !isSmall(at)),
    )
    const ids = (belongs: (at: number) => boolean) => sources.flatMap(({ id }, at) => (belongs(at) ? [id] : []))
    const named = await addReader(library.db, 'named', large)
    const grants = ids(isNamed).map((documentId) => ({ documentId, userId: named.userId }))
    await library.db.prisma.documentUser.createMany({ data: grants })
    readers.collection = { actor: await addReader(library.db, 'member', small), documentIds: ids(isSmall) }
    readers.restriction = { actor: named, documentIds: ids(isNamed) }
    await library.retrieval.maintain()

    const connection = await connect(library.indexUrl)
    const versions = openVersions(library.db, connection)
    version = await versions.active()
    for await (const portion of version.table.scan()) rows.push(...portion)
    closeIndex = async () => {
      await versions.close()
      connection.close()
    }
  }, 300_000)
  afterAll(async () => {
    await closeIndex()
    await library.close()
  })

  test.each(['collection', 'restriction'])(
    'finds by %s what an exact search over those documents finds, and nothing else',
    async (by) => {
      const reader = readers[by]
      if (!reader) throw new Error('no such reader')
      const { actor } = reader
      const readable = new Set(reader.documentIds)
      expect(readable.size).toBe(14)
      expect(version.embedder).toBeDefined()
      const exact = await exactSearch(version, rows, readable)
      const recalls: number[] = []
      for (const query of questions) {
        const { hits } = await actAs(actor.userId, async () =>
          library.retrieval.search({ query, scope: await searchScope(library, actor) }),
        )
        const found = new Set(hits.map(({ documentId }) => documentId))
        expect(found.difference(readable), query).toEqual(new Set())
        const best = (await exact(query)).slice(0, 10)
        if (best.length > 0) recalls.push(best.filter((id) => found.has(id)).length / best.length)
      }
      const recall = recalls.reduce((sum, one) => sum + one, 0) / recalls.length
      process.stdout.write(`reading by ${by}: recall@10 ${recall.toFixed(4)} over ${recalls.length} questions\n`)
      expect(recalls.length).toBeGreaterThan(200)
      expect(recall).toBeGreaterThanOrEqual(0.95)
    },
    300_000,
  )
})
