import { type AnswerType, holdsType } from './answer-type.ts'
import { matchOf, type TermIndex, type WeightedTerm } from './term-match.ts'
import type { Token } from './tokens.ts'

/** Everything the relevance decision looks at, each in 0 to 1. */
export interface SentenceFeatures {
  /** Weighted share of the question's terms in the sentence. */
  cover: number
  /** The same, counting the title and the sentence before at a discount. */
  coverContext: number
  /** The same over the whole passage and its title. */
  coverPassage: number
  /** Share of names and numbers of the question in the sentence or its context. */
  names: number
  /** 1 when the question has names and one of them is nowhere in the passage or title. */
  nameMissing: number
  /** Weight of the most telling term that the passage lacks. */
  worstMissing: number
  /** Share of neighbouring pairs of question terms that stand close together in the sentence. */
  pairs: number
  /** The sentence holds the kind of thing asked for. */
  typed: number
  /** Share of strict kinds asked for (a person, a time, a number) that the sentence lacks. */
  untyped: number
  /** Number of matched terms, saturating. */
  matched: number
}

export interface QuestionModel {
  terms: readonly WeightedTerm[]
  types: readonly AnswerType[]
  /** Lower-case surface words of the question. */
  words: ReadonlySet<string>
}

export interface SentenceModel {
  text: string
  tokens: readonly Token[]
  index: TermIndex
}

const NO_INDEX: TermIndex = { terms: new Set(), prefixes: new Set() }
const CONTEXT_DISCOUNT = 0.8

export function featuresOf(
  question: QuestionModel,
  sentence: SentenceModel,
  around: { title: TermIndex; before: TermIndex | undefined; passage: TermIndex },
): SentenceFeatures {
  const before = around.before ?? NO_INDEX
  let total = 0
  let here = 0
  let near = 0
  let inPassage = 0
  let nameCount = 0
  let nameHits = 0
  let nameMissing = 0
  let worstMissing = 0
  let matched = 0
  for (const term of question.terms) {
    total += term.weight
    const inSentence = matchOf(term, sentence.index)
    const inTitle = matchOf(term, around.title)
    const context = Math.max(inSentence, CONTEXT_DISCOUNT * Math.max(inTitle, matchOf(term, before)))
    const anywhere = Math.max(context, inTitle, matchOf(term, around.passage))
    here += term.weight * inSentence
    near += term.weight * context
    inPassage += term.weight * anywhere
    if (inSentence > 0) matched += 1
    if (term.name) {
      nameCount += 1
      nameHits += context
      if (anywhere === 0) nameMissing = 1
    }
    worstMissing = Math.max(worstMissing, term.weight * (1 - anywhere))
  }
  const safe = total === 0 ? 1 : total
  return {
    cover: here / safe,
    coverContext: near / safe,
    coverPassage: inPassage / safe,
    names: nameCount === 0 ? 0.5 : nameHits / nameCount,
    nameMissing,
    worstMissing: Math.min(1, worstMissing / 1.3),
    pairs: pairShare(question.terms, sentence.tokens),
    ...typeShares(question, sentence),
    matched: matched / (matched + 2),
  }
}

const PAIR_WINDOW = 4

function pairShare(terms: readonly WeightedTerm[], tokens: readonly Token[]): number {
  if (terms.length < 2) return 0.5
  const places = new Map<string, number[]>()
  const wanted = new Set(terms.map(({ term }) => term))
  for (const [at, token] of tokens.entries()) {
    for (const term of token.terms) {
      if (!wanted.has(term)) continue
      const list = places.get(term)
      // A term repeated a thousand times must not make this quadratic.
      if (list === undefined) places.set(term, [at])
      else if (list.length < 8) list.push(at)
    }
  }
  let hits = 0
  let total = 0
  for (const [index, { term, weight }] of terms.entries()) {
    const next = terms[index + 1]
    if (next === undefined) break
    const value = weight + next.weight
    total += value
    const a = places.get(term)
    const b = places.get(next.term)
    if (a?.some((x) => b?.some((y) => Math.abs(x - y) <= PAIR_WINDOW))) hits += value
  }
  return total === 0 ? 0.5 : hits / total
}

const STRICT: ReadonlySet<AnswerType> = new Set(['person', 'time', 'number'])

/** Share of the kinds asked for that the sentence holds ("when … and by whom" asks for two), and of strict ones it lacks. */
function typeShares(question: QuestionModel, sentence: SentenceModel): { typed: number; untyped: number } {
  const newName = sentence.tokens.some(
    ({ capital, first, lower }) =>
      capital && !first && !question.words.has(lower) && lower !== 'i' && !/^\d/.test(lower),
  )
  let held = 0
  let lacking = 0
  for (const type of question.types) {
    if (holdsType(type, sentence.text, newName)) held += 1
    else if (STRICT.has(type)) lacking += 1
  }
  return { typed: held / question.types.length, untyped: lacking / question.types.length }
}
