// Which chunk size finds answers best: XQuAD's paragraphs joined to articles, cut in different ways, asked the questions.
//   SARVANOM_EVAL_DATA=… node bench/retrieval/chunk-size.ts [--every 4] [size,overlap …]
// Printed: share of questions whose answer is in the first hit, in the first five, and in the first 3,000 and 6,000
// characters of hits, which is what a reader or a model would be given.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { loadCollection, type TestCollection } from './data.ts'
import { settled, withService } from './service.ts'
import { stage } from './stage.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { every: { type: 'string', default: '4' } },
})
const root = process.env.SARVANOM_EVAL_DATA
if (!root) {
  console.error('SARVANOM_EVAL_DATA is not set: it names the folder of the public test collections')
  process.exit(1)
}
const plans =
  positionals.length > 0 ? positionals : ['400,1', '800,1', '1200,1', '1500,0', '1500,1', '2000,1', '3000,1']

interface RawQuery {
  _id: string
  text: string
  metadata: { answers: { text: string; answer_start: number }[] }
}
const paragraphs = loadCollection(root, 'xquad-en')
const questions = readFileSync(join(root, 'qa/xquad/en/queries.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => JSON.parse(line) as RawQuery)
  .filter((_, at) => at % Number(values.every) === 0)

const articles = new Map<string, string>()
const places = new Map<string, { article: string; offset: number }>()
for (const { id, title, text } of paragraphs.documents) {
  const before = articles.get(title)
  const offset = before === undefined ? 0 : before.length + 2
  articles.set(title, before === undefined ? text : `${before}\n\n${text}`)
  places.set(id, { article: title, offset })
}
const collection: TestCollection = {
  ...paragraphs,
  name: 'articles',
  documents: [...articles].map(([title, text], at) => ({ id: String(at), title, text })),
}

await withService(async (open) => {
  for (const plan of plans) {
    const [size = 1500, overlap = 1] = plan.split(',').map(Number)
    const { db, retrieval, close } = await open()
    const { collectionId, chunks } = await stage({ db, retrieval }, collection, { chunking: { size, overlap } })
    await settled(retrieval)
    const found = { first: 0, five: 0, short: 0, long: 0 }
    for (const { _id, text, metadata } of questions) {
      const [paragraph = ''] = [...(paragraphs.judgements.get(_id) ?? new Map()).keys()]
      const place = places.get(paragraph)
      const [answer] = metadata.answers
      if (!place || !answer) continue
      const start = place.offset + answer.answer_start
      const scope = { collectionIds: [collectionId], documents: {} }
      const { hits } = await retrieval.search({ query: text, scope, limit: 20 })
      let characters = 0
      let rank = 0
      for (const hit of hits) {
        rank++
        characters += hit.text.length
        if (hit.title !== place.article || hit.start > start || hit.end < start + answer.text.length) continue
        if (rank === 1) found.first++
        if (rank <= 5) found.five++
        if (characters <= 3_000) found.short++
        if (characters <= 6_000) found.long++
        break
      }
    }
    const share = (count: number) => (count / questions.length).toFixed(3)
    console.log(
      `${plan.padEnd(8)} chunks ${String(chunks).padEnd(5)} first ${share(found.first)}  five ${share(found.five)}  3,000 characters ${share(found.short)}  6,000 characters ${share(found.long)}`,
    )
    await close()
  }
})
