import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A test collection in BEIR layout. */
export interface TestCollection {
  name: string
  language: string
  documents: { id: string; title: string; text: string }[]
  queries: { id: string; text: string }[]
  /** Grades above zero, by query and document. */
  judgements: Map<string, Map<string, number>>
}

const known: Readonly<Record<string, { path: string; split: string; language: string }>> = {
  cranfield: { path: 'ir/cranfield', split: 'test', language: 'en' },
  scifact: { path: 'ir/scifact', split: 'train', language: 'en' },
  hotpotqa: { path: 'qa/hotpotqa-100', split: 'test', language: 'en' },
  'xquad-en': { path: 'qa/xquad/en', split: 'test', language: 'en' },
  'xquad-de': { path: 'qa/xquad/de', split: 'test', language: 'de' },
  'xquad-es': { path: 'qa/xquad/es', split: 'test', language: 'es' },
  'xquad-zh': { path: 'qa/xquad/zh', split: 'test', language: 'zh' },
  'xquad-ar': { path: 'qa/xquad/ar', split: 'test', language: 'ar' },
}
export const collectionNames = Object.keys(known)

const lines = <T>(path: string): T[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T)

/** @throws when the name is unknown or its files are not under `root`. */
export const loadCollection = (root: string, name: string): TestCollection => {
  const source = known[name]
  if (!source) throw new Error(`unknown collection ${name}: choose from ${collectionNames.join(', ')}`)
  const folder = join(root, source.path)
  if (!existsSync(folder)) throw new Error(`${folder} does not exist`)
  const judgements = new Map<string, Map<string, number>>()
  for (const line of readFileSync(join(folder, 'qrels', `${source.split}.tsv`), 'utf8')
    .split('\n')
    .slice(1)) {
    const [query = '', document = '', grade = '0'] = line.trim().split('\t')
    if (Number(grade) <= 0) continue
    judgements.set(query, (judgements.get(query) ?? new Map()).set(document, Number(grade)))
  }
  return {
    name,
    language: source.language,
    documents: lines<{ _id: string; title?: string; text?: string }>(join(folder, 'corpus.jsonl'))
      .map(({ _id, title, text }) => ({ id: String(_id), title: title || String(_id), text: text || title || '' }))
      .filter(({ text }) => text !== ''),
    queries: lines<{ _id: string; text: string }>(join(folder, 'queries.jsonl'))
      .map(({ _id, text }) => ({ id: String(_id), text }))
      .filter(({ id }) => judgements.has(id)),
    judgements,
  }
}
