// How well extractive answers find the answering sentence, and say that there is none.
// SARVANOM_EVAL_DATA=… node bench/verification/extract.ts
import { classifyQuestion, selectExtractive } from '../../packages/core/src/answers/algorithms/index.ts'
import {
  articleOf,
  asPassage,
  buildSearch,
  type Document,
  evaluationData,
  percent,
  readLines,
  readXquad,
  type Search,
} from './data.ts'

const MOST_CLAIMS = 5
const HITS = 10

function answer(question: string, search: Search, language: string, skip: (id: string) => boolean) {
  const { queries } = classifyQuestion(question, language)
  const passages = search(question, skip, HITS).map(({ document, score }) => asPassage(document, score, language))
  return selectExtractive({ question, plan: { queries }, passages, maxClaims: MOST_CLAIMS }).claims
}

function xquad(language: string): void {
  const { documents, questions } = readXquad(language)
  const search = buildSearch(documents, language)
  let found = 0
  let answered = 0
  let claims = 0
  let noneOwn = 0
  let noneArticle = 0
  const started = performance.now()
  for (const question of questions) {
    const given = answer(question.text, search, language, () => false)
    claims += given.length
    if (given.length > 0) answered += 1
    const gold = given.some(
      ({ documentId, start, end }) =>
        documentId === question.document && question.answerStarts.some((at) => at >= start && at < end),
    )
    if (gold) found += 1
    if (answer(question.text, search, language, (id) => id === question.document).length === 0) noneOwn += 1
    const article = articleOf(question.document)
    if (answer(question.text, search, language, (id) => articleOf(id) === article).length === 0) noneArticle += 1
  }
  const ms = (performance.now() - started) / (3 * questions.length)
  console.log(
    `xquad ${language}: gold sentence among claims ${percent(found, questions.length)}, answered ${percent(answered, questions.length)}, claims an answer ${(claims / answered).toFixed(2)};`,
    `none without its paragraph ${percent(noneOwn, questions.length)}, without its article ${percent(noneArticle, questions.length)}; ${ms.toFixed(1)} ms`,
  )
}

function hotpot(): void {
  interface Row {
    text: string
    metadata: { supporting_facts: [string, number][] }
  }
  interface Paragraph extends Document {
    _id: string
    metadata: { sentences: string[] }
  }
  const rows = readLines<Paragraph>(evaluationData('qa', 'hotpotqa-100', 'corpus.jsonl'))
  const documents = rows.map(({ _id, title, text }) => ({ id: _id, title, text }))
  const sentences = new Map(rows.map(({ _id, metadata }) => [_id, metadata.sentences]))
  const questions = readLines<Row>(evaluationData('qa', 'hotpotqa-100', 'queries.jsonl'))
  const search = buildSearch(documents, 'en')
  let some = 0
  let answered = 0
  let none = 0
  for (const { text, metadata } of questions) {
    const facts = metadata.supporting_facts
    const given = answer(text, search, 'en', () => false)
    if (given.length > 0) answered += 1
    const hit = given.some((claim) =>
      facts.some(([title, at]) => claim.documentId === title && sentences.get(title)?.[at]?.includes(claim.text)),
    )
    if (hit) some += 1
    const gold = new Set(facts.map(([title]) => title))
    if (answer(text, search, 'en', (id) => gold.has(id)).length === 0) none += 1
  }
  console.log(
    `hotpotqa: a supporting sentence among claims ${percent(some, questions.length)}, answered ${percent(answered, questions.length)};`,
    `none without both articles ${percent(none, questions.length)}`,
  )
}

function scifact(): void {
  interface Row {
    claim: string
    evidence: Record<string, { sentences: number[] }[]>
    cited_doc_ids: number[]
  }
  const corpus = readLines<{ doc_id: number; title: string; abstract: string[] }>(
    evaluationData('qa', 'scifact-claims', 'corpus.jsonl'),
  )
  const abstracts = new Map(corpus.map(({ doc_id, abstract }) => [String(doc_id), abstract]))
  const search = buildSearch(
    corpus.map(({ doc_id, title, abstract }) => ({ id: String(doc_id), title, text: abstract.join(' ') })),
    'en',
  )
  const rows = readLines<Row>(evaluationData('qa', 'scifact-claims', 'claims_train.jsonl')).filter(
    ({ evidence }) => Object.keys(evidence).length > 0,
  )
  let found = 0
  let none = 0
  for (const { claim, evidence, cited_doc_ids } of rows) {
    const gold = new Set(
      Object.entries(evidence).flatMap(([id, sets]) =>
        sets.flatMap(({ sentences }) => sentences.map((at) => abstracts.get(id)?.[at]?.trim())),
      ),
    )
    if (answer(claim, search, 'en', () => false).some(({ text }) => gold.has(text))) found += 1
    const cited = new Set(cited_doc_ids.map(String))
    if (answer(claim, search, 'en', (id) => cited.has(id)).length === 0) none += 1
  }
  console.log(
    `scifact claims as questions: an evidence sentence among claims ${percent(found, rows.length)}; none without the cited abstracts ${percent(none, rows.length)}`,
  )
}

for (const language of ['en', 'de', 'es', 'zh', 'ar']) xquad(language)
hotpot()
scifact()
