import { splitSentences } from '../../text/index.ts'
import { type EvidenceModel, evidenceModel } from './claim-features.ts'
import { indexTerms, type TermIndex } from './term-match.ts'
import { tokenize } from './tokens.ts'

export interface CheckPassage {
  chunkId: string
  documentId: string
  title: string
  text: string
  page: number | null
  /** UTF-16 offset of `text` in the document's stored text. */
  start: number
  language: string
}

export interface Sentence extends EvidenceModel {
  /** Offsets into the passage's text. */
  from: number
  to: number
  before: Sentence | undefined
  passage: IndexedPassage
}

export interface IndexedPassage {
  source: CheckPassage
  sentences: Sentence[]
  title: TermIndex
  whole: TermIndex
}

const LONGEST_PASSAGE = 20_000
const cache = new WeakMap<CheckPassage, IndexedPassage>()

/** A passage cut into sentences and terms, remembered as long as its object lives: a run checks many claims on it. */
export function indexPassage(source: CheckPassage): IndexedPassage {
  const known = cache.get(source)
  if (known !== undefined) return known
  const text = source.text.slice(0, LONGEST_PASSAGE)
  const sentences: Sentence[] = []
  const passage: IndexedPassage = {
    source,
    sentences,
    title: indexTerms(tokenize(source.title.slice(0, 500), source.language)),
    whole: { terms: new Set(), prefixes: new Set() },
  }
  for (const { start, end } of splitSentences(text, source.language)) {
    const sentence = text.slice(start, end)
    const model = evidenceModel(sentence, tokenize(sentence, source.language))
    for (const term of model.index.terms) passage.whole.terms.add(term)
    for (const prefix of model.index.prefixes) passage.whole.prefixes.add(prefix)
    sentences.push({ ...model, from: start, to: end, before: sentences.at(-1), passage })
  }
  cache.set(source, passage)
  return passage
}
