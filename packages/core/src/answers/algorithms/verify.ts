import { splitSentences } from '../../text/index.ts'
import type { Verdict } from '../schema.ts'
import { type Alignment, align } from './alignment.ts'
import { type Changes, changesOf } from './changes.ts'
import {
  CONTRADICTION_THRESHOLD,
  calibrated,
  claimVector,
  SUPPORT_THRESHOLD,
  verdictProbabilities,
} from './claim-check-model.ts'
import { type ClaimFeatures, type ClaimModel, claimFeatures, claimModel } from './claim-features.ts'
import { type CheckPassage, type IndexedPassage, indexPassage, type Sentence } from './passage-index.ts'
import { contentTerms, matchOf, type WeightedTerm } from './term-match.ts'
import { tokenize } from './tokens.ts'
import { bare, findVerbatim } from './verbatim.ts'

export interface CheckInput {
  claim: string
  passages: readonly CheckPassage[]
  /** ISO 639-1 of the claim; default: the passage's. */
  language?: string
}

export interface ClaimEvidence {
  chunkId: string
  documentId: string
  /** UTF-16 offsets into the document's stored text. */
  start: number
  end: number
  quote: string
  page: number | null
  /** 0 to 1: how closely the claim follows it. */
  score: number
}

export interface ClaimCheck {
  verdict: Verdict
  /** 0 to 1: how often such a verdict is right. */
  confidence: number
  /** One sentence for a reader. */
  reason: string
  /** Best first; empty when nothing comes near the claim. */
  evidence: ClaimEvidence[]
}

const LONGEST_CLAIM = 3_000
const MOST_PARTS = 8
const MOST_PASSAGES = 200
/** Sentences looked at closely, of all those of the passages. */
const CLOSE_LOOKS = 4
/** From here on a claim follows a sentence word by word, and what differs can be named. */
const FOLLOWS = { share: 0.7, compact: 0.5 }
/** A word of this weight that the source lacks makes another statement of it. */
const TELLING = 0.6
/** Under this share of the words that are no names, a sentence speaks of the same thing and says something else. */
const LEAST_PREDICATE = 0.5
/** A sentence that would have been support but for a veto leaves this share of its doubt. */
const VETOED = 0.6
/** A nearest sentence is shown from this coverage on. */
const WORTH_SHOWING = 0.5

/**
 * Says whether passages support a claim, without a model: sentence alignment, numbers, names, negation and opposites.
 * Careful by design: a claim with a name or a number that the evidence lacks is never supported, and doubt means "not
 * found". Deterministic; time is linear in the passages.
 */
export function checkClaim({ claim, passages, language }: CheckInput): ClaimCheck {
  const text = claim.slice(0, LONGEST_CLAIM)
  const indexed = passages.slice(0, MOST_PASSAGES).map(indexPassage)
  const quoted = quotes(text, indexed)
  if (quoted !== undefined) return quoted
  const spans = splitSentences(text, language ?? '').slice(0, MOST_PARTS)
  const checks = spans.map(({ start, end }) => checkSentence(text.slice(start, end), indexed, language))
  return combine(checks)
}

function quotes(claim: string, passages: readonly IndexedPassage[]): ClaimCheck | undefined {
  const wanted = bare(claim)
  for (const passage of passages) {
    const found = findVerbatim(wanted, passage)
    if (found === undefined) continue
    const evidence = [evidenceOf(found.last, 1, found.first.from)]
    return { verdict: 'supported', confidence: 0.99, reason: 'The passage says this word for word.', evidence }
  }
  return undefined
}

/** A claim of several sentences is as good as its worst. */
function combine(checks: readonly ClaimCheck[]): ClaimCheck {
  const [first] = checks
  if (first === undefined) return nothing('There is nothing in this sentence to check.')
  if (checks.length === 1) return first
  const evidence = checks.flatMap((check) => check.evidence)
  const wrong = checks.find(({ verdict }) => verdict === 'contradicted')
  if (wrong !== undefined) return wrong
  const missing = checks.find(({ verdict }) => verdict === 'not_found')
  if (missing !== undefined) return { ...missing, evidence }
  return { ...first, confidence: Math.min(...checks.map(({ confidence }) => confidence)), evidence }
}

const nothing = (reason: string): ClaimCheck => ({ verdict: 'not_found', confidence: 0.9, reason, evidence: [] })

export interface ClaimComparison {
  sentence: Sentence
  features: ClaimFeatures
  alignment: Alignment
  changes: Changes
  vector: number[]
}

/** The sentences that come nearest to a claim, compared closely; nearest first. */
export function compareClaim(
  claim: string,
  passages: readonly IndexedPassage[],
  language: string | undefined,
): ClaimComparison[] {
  const models = new Map<string, ClaimModel>()
  const modelFor = (code: string) => {
    let model = models.get(code)
    if (model === undefined) {
      const tokens = tokenize(claim, code)
      model = claimModel(claim, tokens, contentTerms(tokens, false, code))
      models.set(code, model)
    }
    return model
  }
  const near = passages.flatMap((passage) => {
    const model = modelFor(language ?? passage.source.language)
    return passage.sentences.map((sentence) => ({ model, sentence, score: nearness(model.terms, sentence) }))
  })
  near.sort((a, b) => b.score - a.score)
  const compared = near.slice(0, 2 * CLOSE_LOOKS).flatMap(({ model, sentence, score }) => {
    if (score <= 0) return []
    const { title, whole } = sentence.passage
    const features = claimFeatures(model, sentence, { title, before: sentence.before, passage: whole })
    return [{ model, sentence, features, score: features.coverContext + 0.5 * features.exact + 0.3 * features.pairs }]
  })
  compared.sort((a, b) => b.score - a.score)
  return compared.slice(0, CLOSE_LOOKS).map(({ model, sentence, features }) => {
    const alignment = align(model.tokens, sentence.tokens)
    const changes = changesOf(alignment, subjectOf(sentence))
    return { sentence, features, alignment, changes, vector: claimVector(features, alignment, changes) }
  })
}

/** What a pronoun of a sentence may stand for: its document's title, and the beginning of the sentence before. */
function subjectOf({ before, passage }: Sentence): Set<string> {
  const start = before?.tokens.slice(0, Math.max(2, Math.ceil(before.tokens.length * SUBJECT_SHARE))) ?? []
  return new Set([...passage.title.terms, ...start.flatMap(({ terms }) => terms)])
}
const SUBJECT_SHARE = 0.4

/** A cheap first look: weighted share of the claim's terms in the sentence, and less for those just before it. */
function nearness(terms: readonly WeightedTerm[], { index, before, passage }: Sentence): number {
  let sum = 0
  for (const term of terms) {
    const here = matchOf(term, index)
    const context =
      here === 1 ? 0 : Math.max(matchOf(term, passage.title), before === undefined ? 0 : matchOf(term, before.index))
    sum += term.weight * Math.max(here, 0.5 * context)
  }
  return sum
}

function checkSentence(claim: string, passages: readonly IndexedPassage[], language: string | undefined): ClaimCheck {
  const compared = compareClaim(claim, passages, language)
  const [nearest] = compared
  if (nearest === undefined) return nothing('No passage speaks of this.')
  for (const each of compared) {
    if (!follows(each)) continue
    const check = checkFollowing(each)
    if (check.verdict !== 'not_found' || each === nearest) return check
  }
  const judged = compared.map((each) => ({ each, ...verdictProbabilities(each.vector) }))
  const support = judged
    .filter(({ each }) => !follows(each) && lacking(each) === undefined && !turnedRound(each.features))
    .reduce<(typeof judged)[number] | undefined>(
      (best, one) => (best && best.supported >= one.supported ? best : one),
      undefined,
    )
  const [first] = judged
  if (support !== undefined && support.supported >= SUPPORT_THRESHOLD) {
    return {
      verdict: 'supported',
      confidence: calibrated('supported', support.supported),
      reason: 'A passage says this in other words.',
      evidence: [evidenceFor(support.each)],
    }
  }
  if (first !== undefined && first.contradicted >= CONTRADICTION_THRESHOLD && turnedRound(first.each.features)) {
    return {
      verdict: 'contradicted',
      confidence: calibrated('contradicted', first.contradicted),
      reason: contradictionReason(first.each),
      evidence: [evidenceFor(first.each)],
    }
  }
  const vetoed = Math.max(0, ...judged.map(({ supported }) => supported)) * VETOED
  const doubt = Math.max(support?.supported ?? 0, vetoed, first?.contradicted ?? 0)
  return {
    verdict: 'not_found',
    confidence: calibrated('not_found', 1 - doubt),
    reason: lacking(nearest) ?? 'No passage says this.',
    evidence: nearest.features.coverContext >= WORTH_SHOWING ? [evidenceFor(nearest)] : [],
  }
}

const follows = ({ alignment }: ClaimComparison) =>
  alignment.share >= FOLLOWS.share && alignment.compact >= FOLLOWS.compact

const turnedRound = ({ negation, opposed, numberRival, coverContext }: ClaimFeatures) =>
  negation + opposed + numberRival > 0 && coverContext >= 0.5

/** The verdict on a claim that follows a sentence word by word, from what it changed. */
function checkFollowing(each: ClaimComparison): ClaimCheck {
  const { changes, features } = each
  const evidence = [evidenceFor(each)]
  if (changes.number !== undefined) {
    const [said, found] = changes.number
    return {
      verdict: 'contradicted',
      confidence: 0.95,
      reason: `The passage says ${found} where this says ${said}.`,
      evidence,
    }
  }
  if (changes.negation) {
    return {
      verdict: 'contradicted',
      confidence: 0.95,
      reason: 'The passage says the opposite: one of the two is a denial.',
      evidence,
    }
  }
  if (changes.opposite !== undefined) {
    const [said, found] = changes.opposite
    return {
      verdict: 'contradicted',
      confidence: 0.95,
      reason: `The passage says “${found}” where this says “${said}”.`,
      evidence,
    }
  }
  if (changes.name !== undefined) {
    const [said, found] = changes.name
    const reason = `The nearest passage says this of “${shorten(found)}”, not of “${shorten(said)}”.`
    return { verdict: 'not_found', confidence: 0.9, reason, evidence }
  }
  const missing = features.swapped === 1 ? 'The nearest passage has these names in the reverse roles.' : lacking(each)
  if (missing !== undefined) return { verdict: 'not_found', confidence: 0.9, reason: missing, evidence }
  if (changes.addedWeight >= TELLING) {
    const reason = `The nearest passage does not say “${shorten(changes.added.join(' '))}”.`
    return { verdict: 'not_found', confidence: 0.5, reason, evidence }
  }
  return {
    verdict: 'supported',
    confidence: 0.97,
    reason: 'The passage says the same in nearly the same words.',
    evidence,
  }
}

/** What rules out support, in words for the reader. */
function lacking({ features }: ClaimComparison): string | undefined {
  if (features.nameMissing === 1) return 'No passage says this of the name it mentions.'
  if (features.numberMissing === 1) return 'The number in this sentence is not in the passage that comes nearest.'
  if (features.swapped === 1) return 'The nearest passage has these names in the reverse roles.'
  if (features.predicate < LEAST_PREDICATE) return 'The passages name it without saying this of it.'
  return undefined
}

const contradictionReason = ({ features }: ClaimComparison) =>
  features.numberRival === 1
    ? 'A passage on the same matter has another number.'
    : 'A passage on the same matter says the opposite.'

const shorten = (text: string) => (text.length > 60 ? `${text.slice(0, 57).toWellFormed()}…` : text)

function evidenceFor({ sentence, features }: ClaimComparison): ClaimEvidence {
  // What the sentence says with "it" or "he", the one before it names.
  const reaches = sentence.leans && features.coverContext > features.cover + 0.05 && sentence.before !== undefined
  return evidenceOf(sentence, features.coverContext, reaches ? sentence.before?.from : undefined)
}

function evidenceOf(sentence: Sentence, score: number, from = sentence.from): ClaimEvidence {
  const { chunkId, documentId, start, text, page } = sentence.passage.source
  return {
    chunkId,
    documentId,
    start: start + from,
    end: start + sentence.to,
    quote: text.slice(from, sentence.to),
    page,
    score: Math.round(Math.min(1, score) * 1000) / 1000,
  }
}

/** The best span for a citation that a model gave: the sentence of the passage nearest to the claim, or undefined. */
export function bindCitation(
  claim: string,
  passage: CheckPassage,
): { start: number; end: number; quote: string } | undefined {
  const indexed = indexPassage(passage)
  const verbatim = findVerbatim(bare(claim), indexed)
  if (verbatim !== undefined) {
    const { start, end, quote } = evidenceOf(verbatim.last, 1, verbatim.first.from)
    return { start, end, quote }
  }
  const [nearest] = compareClaim(claim.slice(0, LONGEST_CLAIM), [indexed], undefined)
  if (nearest === undefined || nearest.features.coverContext < LEAST_BINDING) return undefined
  const { start, end, quote } = evidenceFor(nearest)
  return { start, end, quote }
}

/** Under this coverage a cited passage has nothing to do with the sentence. */
const LEAST_BINDING = 0.2
