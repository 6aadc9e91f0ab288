// Quality of retrieval on test collections, next to plain BM25, through real PostgreSQL and LanceDB:
//   SARVANOM_EVAL_DATA=… node bench/retrieval/quality.ts [--one-index] [--chunk 1500,1] [--at-once] [collection …]
// --one-index loads every collection into one index and searches by collection; --at-once asks right after the last
// write, as a client would that does not wait for the embedder to be fitted anew.
import { parseArgs } from 'node:util'
import { analyze, type Retrieval } from '../../packages/core/src/retrieval/index.ts'
import { collectionNames, loadCollection, type TestCollection } from './data.ts'
import { bm25, measure } from './measures.ts'
import { settled, withService } from './service.ts'
import { stage } from './stage.ts'

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'one-index': { type: 'boolean', default: false },
    'at-once': { type: 'boolean', default: false },
    chunk: { type: 'string' },
  },
})
const root = process.env.SARVANOM_EVAL_DATA
if (!root) {
  console.error('SARVANOM_EVAL_DATA is not set: it names the folder of the public test collections')
  process.exit(1)
}
const names = positionals.length > 0 ? positionals : collectionNames
const collections = names.map((name) => loadCollection(root, name))
const [size = 1500, overlap = 1] = (options.chunk ?? '').split(',').filter(Boolean).map(Number)
const chunking = options.chunk ? { size, overlap } : undefined

const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length
const figure = (value: number) => value.toFixed(4)

const plain = ({ documents, queries, judgements, language }: TestCollection) => {
  const search = bm25(documents.map(({ title, text }) => analyze(`${title}\n${text}`, language)))
  const scores = queries.map(({ id, text }) => {
    const ranked = search(analyze(text, language)).map((at) => documents[at]?.id ?? '')
    return measure(ranked, judgements.get(id) ?? new Map())
  })
  return { ndcg: mean(scores.map(({ ndcg }) => ndcg)), recall: mean(scores.map(({ recall }) => recall)) }
}

const ours = async (retrieval: Retrieval, { queries, judgements }: TestCollection, collectionId: string) => {
  const scores: { ndcg: number; recall: number }[] = []
  const times: number[] = []
  for (const { id, text } of queries) {
    const scope = { collectionIds: [collectionId], documents: {} }
    const { hits, tookMs } = await retrieval.search({ query: text, scope, limit: 100, groupByDocument: true })
    times.push(tookMs)
    scores.push(
      measure(
        hits.map(({ externalId }) => externalId ?? ''),
        judgements.get(id) ?? new Map(),
      ),
    )
  }
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.floor(times.length * share)] ?? 0
  return {
    ndcg: mean(scores.map(({ ndcg }) => ndcg)),
    recall: mean(scores.map(({ recall }) => recall)),
    p50: at(0.5),
    p95: at(0.95),
  }
}

const runs = options['one-index'] ? [collections] : collections.map((collection) => [collection])
await withService(async (openOn) => {
  for (const run of runs) {
    const { db, retrieval, close } = await openOn()
    const staged: { collection: TestCollection; collectionId: string; chunks: number; seconds: number }[] = []
    for (const collection of run) {
      const begun = performance.now()
      const result = await stage({ db, retrieval }, collection, { chunking })
      staged.push({ collection, ...result, seconds: (performance.now() - begun) / 1000 })
    }
    if (!options['at-once']) await settled(retrieval)
    for (const { collection, collectionId, chunks, seconds } of staged) {
      const base = plain(collection)
      const found = await ours(retrieval, collection, collectionId)
      console.log(
        `${collection.name.padEnd(10)} chunks ${String(chunks).padEnd(6)} BM25 ${figure(base.ndcg)} ${figure(base.recall)}  ours ${figure(found.ndcg)} ${figure(found.recall)}  ` +
          `difference ${figure(found.ndcg - base.ndcg)}  p50 ${found.p50} ms p95 ${found.p95} ms  ingest ${seconds.toFixed(1)} s`,
      )
    }
    const { embedder, rows } = await retrieval.status()
    const { id, dimensions, sampled } = embedder
    console.log(`  index: ${rows} rows, embedder ${id}, ${dimensions} dimensions fitted on ${sampled}`)
    await close()
  }
})
