import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { analyze } from '../../packages/core/src/retrieval/index.ts'

export interface Document {
  id: string
  title: string
  text: string
}

export interface Question {
  id: string
  text: string
  /** Document that answers it, and where the answer begins in its text. */
  document: string
  answerStarts: number[]
  answers: string[]
}

/** The folder of public test data, or a clear end of the program. */
export function evaluationData(...path: string[]): string {
  const root = process.env.SARVANOM_EVAL_DATA
  if (root === undefined || root === '') {
    console.error('SARVANOM_EVAL_DATA is not set: it names the folder of the public test collections')
    process.exit(1)
  }
  return join(root, ...path)
}

export const readLines = <T>(file: string): T[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)

/** XQuAD: paragraphs of Wikipedia articles, and questions with the place of their answers. */
export function readXquad(language: string): { documents: Document[]; questions: Question[] } {
  const folder = evaluationData('qa', 'xquad', language)
  const documents = readLines<{ _id: string; title: string; text: string }>(join(folder, 'corpus.jsonl')).map(
    ({ _id, title, text }) => ({ id: _id, title: title.replaceAll('_', ' '), text }),
  )
  const qrels = readFileSync(join(folder, 'qrels', 'test.tsv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
  const relevant = new Map(qrels.map((line) => line.split('\t').slice(0, 2) as [string, string]))
  interface Row {
    _id: string
    text: string
    metadata: { answers: { answer_start: number; text: string }[] }
  }
  const questions = readLines<Row>(join(folder, 'queries.jsonl')).map(({ _id, text, metadata }) => ({
    id: _id,
    text,
    document: relevant.get(_id) ?? '',
    answerStarts: metadata.answers.map((answer) => answer.answer_start),
    answers: metadata.answers.map((answer) => answer.text),
  }))
  return { documents, questions }
}

/** The article of an XQuAD paragraph: ids are `article-paragraph`. */
export const articleOf = (id: string) => id.split('-')[0] ?? id

export type Search = (
  query: string,
  skip: (id: string) => boolean,
  limit: number,
) => { document: Document; score: number }[]

/** Plain BM25 (k1 1.2, b 0.75) in memory, standing in for retrieval so that the figures rest on the algorithms alone. */
export function buildSearch(documents: readonly Document[], language: string): Search {
  const postings = new Map<string, Map<number, number>>()
  const lengths = documents.map(({ title, text }, at) => {
    const terms = analyze(`${title} ${text}`, language)
    for (const term of terms) {
      const list = postings.get(term) ?? new Map<number, number>()
      list.set(at, (list.get(at) ?? 0) + 1)
      postings.set(term, list)
    }
    return terms.length
  })
  const average = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length)
  return (query, skip, limit) => {
    const scores = new Map<number, number>()
    for (const term of new Set(analyze(query, language))) {
      const list = postings.get(term)
      if (list === undefined) continue
      const idf = Math.log(1 + (documents.length - list.size + 0.5) / (list.size + 0.5))
      for (const [at, frequency] of list) {
        const norm = 1.2 * (0.25 + (0.75 * (lengths[at] ?? 0)) / average)
        scores.set(at, (scores.get(at) ?? 0) + (idf * frequency * 2.2) / (frequency + norm))
      }
    }
    return [...scores]
      .sort((a, b) => b[1] - a[1])
      .flatMap(([at, score]) => {
        const document = documents[at]
        return document === undefined || skip(document.id) ? [] : [{ document, score }]
      })
      .slice(0, limit)
  }
}

export const asPassage = ({ id, title, text }: Document, score: number, language: string) => ({
  chunkId: id,
  documentId: id,
  title,
  text,
  page: null,
  start: 0,
  language,
  score,
  relevance: 0,
})

export const percent = (part: number, whole: number) => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`
