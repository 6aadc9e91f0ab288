import { type Quantity, quantitiesOf, rivals, sameQuantity } from './numbers.ts'
import { comparePolarity, isNegated, overstates } from './polarity.ts'
import { indexTerms, matchOf, type TermIndex, type WeightedTerm } from './term-match.ts'
import type { Token } from './tokens.ts'

export interface ClaimModel {
  text: string
  tokens: readonly Token[]
  terms: readonly WeightedTerm[]
  quantities: readonly Quantity[]
  negated: boolean
}

export interface EvidenceModel {
  text: string
  tokens: readonly Token[]
  index: TermIndex
  /** Begins with or holds a word that points back. */
  leans: boolean
}

const POINTS_BACK = /^(?:it|its|he|him|his|she|her|they|them|their|this|these|that|those|here|there)$/

/** A sentence ready to be held against claims. */
export const evidenceModel = (text: string, tokens: readonly Token[]): EvidenceModel => ({
  text,
  tokens,
  index: indexTerms(tokens),
  leans: tokens.some(({ lower }) => POINTS_BACK.test(lower)),
})

/** How a claim stands to one sentence; shares are in 0 to 1. */
export interface ClaimFeatures {
  /** Weighted share of the claim's terms in the sentence. */
  cover: number
  /** The same with the sentence before and the title at a discount. */
  coverContext: number
  /** The same with the whole passage. */
  coverPassage: number
  /** Share of the claim's terms that are no names, in the sentence or what it points back to. */
  predicate: number
  /** Weighted share of exact terms, without synonyms and look-alikes. */
  exact: number
  /** Share of neighbouring pairs of the claim's terms that stand close together. */
  pairs: number
  /** Share of pairs of matched terms that stand in the same order. */
  order: number
  /** Share of the sentence's own terms that the claim has. */
  precision: number
  /** A name of the claim is neither in the sentence nor, where that points back, in what stands before it. */
  nameMissing: number
  /** …and the sentence has another name in its place. */
  nameRival: number
  /** Names whose order around the verb is turned round. */
  swapped: number
  /** A number of the claim is not in the sentence. */
  numberMissing: number
  /** …and the sentence has another number in its place. */
  numberRival: number
  /** Exactly one of the two is negated. */
  negation: number
  /** Claim and sentence take opposite sides ("increases" – "decreases"). */
  opposed: number
  /** The claim tells a direction ("increases") that the sentence does not. */
  unbacked: number
  /** The claim says "all" or "only" and the sentence does not. */
  overstated: number
  /** Weight of the most telling term that sentence and context lack, over 1.3. */
  worstMissing: number
}

const CONTEXT = 0.8

export function claimModel(text: string, tokens: readonly Token[], terms: readonly WeightedTerm[]): ClaimModel {
  return {
    text,
    tokens,
    terms,
    quantities: quantitiesOf(tokens, text),
    negated: isNegated(tokens, 0, tokens.length - 1),
  }
}

export function claimFeatures(
  claim: ClaimModel,
  evidence: EvidenceModel,
  around: { title: TermIndex; before: EvidenceModel | undefined; passage: TermIndex },
): ClaimFeatures {
  const numbers = compareNumbers(claim.quantities, quantitiesOf(evidence.tokens, evidence.text))
  const values = new Set(claim.quantities.flatMap(({ at }) => claim.tokens[at]?.terms ?? []))
  let total = 0
  let cover = 0
  let near = 0
  let exact = 0
  let plainTerms = 0
  let plainFound = 0
  let inPassage = 0
  let nameMissing = 0
  let namesAway = 0
  let worstMissing = 0
  for (const term of claim.terms) {
    // Numbers are compared by value, not as words.
    if (values.has(term.term)) continue
    total += term.weight
    const here = matchOf(term, evidence.index)
    const before = around.before === undefined ? 0 : matchOf(term, around.before.index)
    const context = Math.max(here, CONTEXT * Math.max(matchOf(term, around.title), before))
    cover += term.weight * here
    near += term.weight * context
    inPassage += term.weight * Math.max(context, matchOf(term, around.passage))
    if (here === 1) exact += term.weight
    if (!term.name) {
      plainTerms += 1
      plainFound += context
    }
    if (term.name && here < 0.7) {
      namesAway += 1
      if (context < 0.75 || !evidence.leans) nameMissing = 1
    }
    worstMissing = Math.max(worstMissing, term.weight * (1 - context))
  }
  const safe = Math.max(total, 0.3)
  const places = matchedPlaces(claim, evidence)
  const own = evidence.tokens.flatMap(({ terms }) => terms)
  const claimIndex = indexTerms(claim.tokens)
  const first = places.at(0)?.evidence ?? 0
  const last = places.reduce((most, place) => Math.max(most, place.evidence), first)
  const low = places.reduce((least, place) => Math.min(least, place.evidence), first)
  const { opposed, unbacked } = comparePolarity(claim.tokens, evidence.tokens)
  return {
    cover: cover / safe,
    coverContext: near / safe,
    coverPassage: inPassage / safe,
    predicate: plainTerms === 0 ? 1 : plainFound / plainTerms,
    exact: exact / safe,
    pairs: pairShare(places),
    order: orderShare(places),
    precision: own.length === 0 ? 0 : own.filter((term) => claimIndex.terms.has(term)).length / own.length,
    nameMissing,
    nameRival: namesAway > 0 && hasOtherName(evidence, claimIndex) ? 1 : 0,
    swapped: namesSwapped(claim, evidence, places) ? 1 : 0,
    ...numbers,
    negation: claim.negated !== isNegated(evidence.tokens, low, last + 1) ? 1 : 0,
    opposed: opposed ? 1 : 0,
    unbacked: unbacked ? 1 : 0,
    overstated: overstates(claim.tokens, evidence.tokens) ? 1 : 0,
    worstMissing: Math.min(1, worstMissing / 1.3),
  }
}

interface Place {
  claim: number
  evidence: number
  name: boolean
}

/** Where the claim's words stand in the evidence: for each, the occurrence nearest to the one before. */
function matchedPlaces(claim: ClaimModel, evidence: EvidenceModel): Place[] {
  const positions = new Map<string, number[]>()
  for (const [at, { terms }] of evidence.tokens.entries()) {
    for (const term of terms) {
      const list = positions.get(term)
      if (list === undefined) positions.set(term, [at])
      else if (list.length < 8) list.push(at)
    }
  }
  const places: Place[] = []
  for (const [at, token] of claim.tokens.slice(0, 200).entries()) {
    const term = token.terms[0]
    const list = term === undefined ? undefined : positions.get(term)
    if (list === undefined) continue
    const previous = places.at(-1)?.evidence ?? -1
    const next = list.find((place) => place > previous) ?? list[0] ?? 0
    places.push({ claim: at, evidence: next, name: token.capital && !token.first })
  }
  return places
}

function pairShare(places: readonly Place[]): number {
  if (places.length < 2) return 0
  let close = 0
  for (const [index, place] of places.entries()) {
    const next = places[index + 1]
    if (
      next !== undefined &&
      next.evidence > place.evidence &&
      next.evidence - place.evidence <= next.claim - place.claim + 2
    )
      close += 1
  }
  return close / (places.length - 1)
}

/** A capitalised word that the claim does not have. */
const hasOtherName = ({ tokens }: EvidenceModel, claim: TermIndex): boolean =>
  tokens.some(
    ({ capital, first, terms }) =>
      capital && !first && terms.length > 0 && terms.every((term) => !claim.terms.has(term)),
  )

const MOST_PLACES = 40

function orderShare(all: readonly Place[]): number {
  const places = all.slice(0, MOST_PLACES)
  let same = 0
  let total = 0
  for (const [index, a] of places.entries()) {
    for (const b of places.slice(index + 1)) {
      if (a.evidence === b.evidence) continue
      total += 1
      if (a.evidence < b.evidence) same += 1
    }
  }
  return total === 0 ? 0.5 : same / total
}

/** Two names that changed places, while the verb kept its voice ("A beat B" – "B beat A", but not "B was beaten by A"). */
function namesSwapped(claim: ClaimModel, evidence: EvidenceModel, places: readonly Place[]): boolean {
  const names = places.filter((place) => {
    const token = claim.tokens[place.claim]
    const other = evidence.tokens[place.evidence]
    return token?.capital === true && other?.capital === true
  })
  let turned = false
  for (const [index, a] of names.slice(0, MOST_PLACES).entries()) {
    for (const b of names.slice(index + 1, MOST_PLACES))
      if (a.evidence > b.evidence && b.claim - a.claim > 1) turned = true
  }
  const passive = ({ tokens }: { tokens: readonly Token[] }) => tokens.some(({ lower }) => lower === 'by')
  return turned && passive(claim) === passive(evidence)
}

function compareNumbers(claimed: readonly Quantity[], found: readonly Quantity[]) {
  const missing = claimed.filter((one) => !found.some((other) => sameQuantity(one, other)))
  const free = found.filter((one) => !claimed.some((other) => sameQuantity(one, other)))
  const rival = missing.some((one) =>
    free.some((other) => rivals(one, other) || (free.length === 1 && missing.length === 1)),
  )
  return { numberMissing: missing.length > 0 ? 1 : 0, numberRival: rival ? 1 : 0 }
}
