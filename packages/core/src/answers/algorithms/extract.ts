import { splitSentences } from '../../text/index.ts'
import { answerTypesOf } from './answer-type.ts'
import { answerProbability, answerThreshold, featureVector, rankingScore } from './relevance-model.ts'
import { featuresOf, type QuestionModel } from './sentence-features.ts'
import { isQuotable, leansOnPredecessor } from './sentence-quality.ts'
import { createNearDuplicateFilter } from './shingles.ts'
import { contentTerms, indexTerms, type TermIndex } from './term-match.ts'
import { type Token, tokenize } from './tokens.ts'

export interface ExtractPassage {
  chunkId: string
  documentId: string
  title: string
  text: string
  page: number | null
  /** UTF-16 offset of `text` in the document's stored text. */
  start: number
  /** ISO 639-1 code; empty when unknown. */
  language: string
  /** Retrieval's fused score. Passages are taken in the order given, best first. */
  score: number
  /** Retrieval's calibrated relevance, 0 to 1. */
  relevance: number
}

export interface ExtractInput {
  question: string
  /** What was searched for; the parts of a question with several are answered one by one. */
  plan: { queries: readonly string[] }
  passages: readonly ExtractPassage[]
  maxClaims: number
  signal?: AbortSignal
}

export interface ExtractedClaim {
  /** Verbatim: the document's text from `start` to `end`. */
  text: string
  chunkId: string
  documentId: string
  start: number
  end: number
}

export type Extraction = { kind: 'extractive'; claims: ExtractedClaim[] } | { kind: 'none'; claims: [] }

export interface Candidate {
  text: string
  tokens: Token[]
  index: TermIndex
  start: number
  end: number
  passage: ExtractPassage
  rank: number
  before: Candidate | undefined
  quotable: boolean
}

interface Scored {
  candidate: Candidate
  score: number
  probability: number
}

const MOST_PASSAGES = 60
const LONGEST_PASSAGE = 20_000
const MOST_SUBQUESTIONS = 6
/** Further sentences may rank this far behind the best one. */
const MARGIN = 1.5
/** A passage without a name of the question answers it seldom: 6 % of right ones lack one, 48 % of wrong ones. */
const LACKING_NAME = 0.6
/** The same for a sentence without the person, time or number asked for. */
const LACKING_TYPE = 0.45
/** A sentence that leans on the one before it is worth a little less than one that stands alone. */
const LEANING_PENALTY = 0.3

/**
 * Answers with the sentences of the passages that answer best, word for word; `none` when no sentence is likely to.
 * Deterministic. Sources come best first, sentences of one source in its order. Throws the signal's reason.
 */
export function selectExtractive(input: ExtractInput): Extraction {
  const { passages, maxClaims, signal } = input
  const around = passages.slice(0, MOST_PASSAGES).map(preparePassage)
  signal?.throwIfAborted()

  const questions = input.plan.queries.slice(0, MOST_SUBQUESTIONS)
  if (questions.length === 0 || !questions.includes(input.question)) questions.unshift(input.question)
  const chosen = new Map<Candidate, Scored>()
  for (const question of questions) {
    signal?.throwIfAborted()
    for (const scored of answering(question, around)) {
      const known = chosen.get(scored.candidate)
      if (known === undefined || known.probability < scored.probability) chosen.set(scored.candidate, scored)
    }
  }
  const ranked = [...chosen.values()].sort((a, b) => b.probability - a.probability || b.score - a.score)
  const claims = arrange(pick(ranked, maxClaims))
  return claims.length === 0 ? { kind: 'none', claims: [] } : { kind: 'extractive', claims }
}

export interface PreparedPassage {
  candidates: Candidate[]
  title: TermIndex
  whole: TermIndex
  language: string
  rank: number
}

/** Everything about a passage that does not depend on the question. Offsets are the document's. */
export function preparePassage(passage: ExtractPassage, rank: number): PreparedPassage {
  const { language } = passage
  const text = passage.text.slice(0, LONGEST_PASSAGE)
  const candidates: Candidate[] = []
  const spans = splitSentences(text, language)
  for (const [index, span] of spans.entries()) {
    const sentence = text.slice(span.start, span.end)
    const tokens = tokenize(sentence, language)
    candidates.push({
      text: sentence,
      tokens,
      index: indexTerms(tokens),
      start: passage.start + span.start,
      end: passage.start + span.end,
      passage,
      rank,
      before: candidates.at(-1),
      quotable: isQuotable(sentence, tokens, {
        cutAtStart: index === 0 && passage.start > 0,
        cutAtEnd: index === spans.length - 1,
        ownParagraph:
          /(?:^|\n)\s*$/.test(text.slice(Math.max(0, span.start - 3), span.start)) &&
          /^[^\S\n]*\n\s*\n/.test(text.slice(span.end, span.end + 20)),
      }),
    })
  }
  return {
    candidates,
    title: indexTerms(tokenize(passage.title.slice(0, 500).replaceAll('_', ' '), language)),
    whole: indexTerms(candidates.flatMap(({ tokens }) => tokens)),
    language,
    rank,
  }
}

/** The sentences that answer one question, best first; none when the best is not likely to. */
function answering(question: string, passages: readonly PreparedPassage[]): Scored[] {
  const models = new Map<string, QuestionModel>()
  const scored: Scored[] = []
  for (const passage of passages) {
    let model = models.get(passage.language)
    if (model === undefined) {
      model = questionModel(question, passage.language)
      models.set(passage.language, model)
    }
    if (model.terms.length === 0) continue
    for (const { candidate, vector, doubt } of scoreVectors(model, passage)) {
      const leaning = leansOnPredecessor(candidate.text) ? LEANING_PENALTY : 0
      const probability = answerProbability(vector) * doubt
      // A sentence without the kind of thing that was asked for must not hide one that has it.
      scored.push({ candidate, score: rankingScore(vector) + Math.log(doubt) - leaning, probability })
    }
  }
  scored.sort(
    (a, b) => b.score - a.score || a.candidate.rank - b.candidate.rank || a.candidate.start - b.candidate.start,
  )
  const best = scored[0]
  if (best === undefined || best.probability < threshold(best)) return []
  return scored.filter((each) => each.score >= best.score - MARGIN && each.probability >= threshold(each))
}

/** The quotable sentences of a passage with what the relevance models need of each. */
export function scoreVectors(model: QuestionModel, passage: PreparedPassage) {
  const { candidates, title, whole, rank } = passage
  return candidates
    .filter(({ quotable }) => quotable)
    .map((candidate) => {
      const features = featuresOf(model, candidate, { title, before: candidate.before?.index, passage: whole })
      return {
        candidate,
        vector: featureVector(features, rank),
        doubt: (features.nameMissing === 1 ? LACKING_NAME : 1) * (features.untyped > 0 ? LACKING_TYPE : 1),
      }
    })
}

const threshold = ({ candidate }: Scored) => answerThreshold(candidate.passage.language)

export function questionModel(question: string, language: string): QuestionModel {
  const tokens = tokenize(question.slice(0, 10_000), language)
  return {
    terms: contentTerms(tokens, true, language),
    types: answerTypesOf(question),
    words: new Set(tokens.map(({ lower }) => lower)),
  }
}

/** The best sentences without near-duplicates, each with the sentence it leans on. */
function pick(ranked: readonly Scored[], maxClaims: number): Scored[] {
  const picked: Scored[] = []
  const taken: Candidate[] = []
  const isNew = createNearDuplicateFilter()
  const overlaps = (a: Candidate) =>
    taken.some((b) => a.passage.documentId === b.passage.documentId && a.start < b.end && b.start < a.end)
  for (const scored of ranked) {
    if (picked.length >= maxClaims) break
    const { candidate } = scored
    if (overlaps(candidate) || !isNew(candidate.tokens)) continue
    const { before } = candidate
    if (before?.quotable && leansOnPredecessor(candidate.text) && picked.length + 2 <= maxClaims && !overlaps(before)) {
      picked.push({ ...scored, candidate: before })
      taken.push(before)
      isNew(before.tokens)
    }
    picked.push(scored)
    taken.push(candidate)
  }
  return picked
}

/** By source, the one with the best sentence first, and within a source by position. */
function arrange(picked: readonly Scored[]): ExtractedClaim[] {
  const order = new Map<string, number>()
  for (const { candidate } of picked) {
    const { documentId } = candidate.passage
    if (!order.has(documentId)) order.set(documentId, order.size)
  }
  const place = ({ passage }: Candidate) => order.get(passage.documentId) ?? 0
  return picked
    .map(({ candidate }) => candidate)
    .sort((a, b) => place(a) - place(b) || a.start - b.start)
    .map(({ text, start, end, passage }) => ({
      text,
      chunkId: passage.chunkId,
      documentId: passage.documentId,
      start,
      end,
    }))
}
