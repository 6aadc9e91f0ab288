import type { Alignment } from './alignment.ts'
import { rarity } from './common-words.ts'
import { isNegator, opposite } from './polarity.ts'
import type { Token } from './tokens.ts'
import { plainNumber } from './tokens.ts'

/** What a claim that follows its source closely changed in it. */
export interface Changes {
  /** Numbers put in the place of others. */
  number: [string, string] | undefined
  /** A negation was put in or left out. */
  negation: boolean
  /** A word was replaced by its opposite. */
  opposite: [string, string] | undefined
  /** A name stands where the source has another. */
  name: [string, string] | undefined
  /** Something of weight was added or replaced: the words, and how much they tell. */
  added: string[]
  addedWeight: number
}

const numeric = ({ lower }: Token) => /^\d/.test(lower)
const words = (tokens: readonly Token[]) => tokens.map(({ lower }) => lower).join(' ')

const POINTER = /^(?:it|its|he|him|his|she|her|they|them|their|this|that|these|those|the|a|an)$/

/** A pronoun of the evidence for which the claim puts what the evidence speaks of. */
const standsFor = (gap: Alignment['gaps'][number], subject: ReadonlySet<string>): boolean =>
  gap.evidence.length > 0 &&
  gap.evidence.every(({ lower }) => POINTER.test(lower)) &&
  gap.claim.every(({ terms }) => terms.every((term) => subject.has(term)))

/** @param subject terms of the title and of the subject of the sentence before: what "it" may stand for */
export function changesOf({ gaps }: Alignment, subject: ReadonlySet<string>): Changes {
  const changes: Changes = {
    number: undefined,
    negation: false,
    opposite: undefined,
    name: undefined,
    added: [],
    addedWeight: 0,
  }
  for (const gap of gaps) {
    const negatedHere = gap.claim.filter(({ lower }) => isNegator(lower)).length
    const negatedThere = gap.evidence.filter(({ lower }) => isNegator(lower)).length
    // Words left out at either end of the source change nothing of what is said between.
    if (negatedHere % 2 !== negatedThere % 2 && (!gap.edge || negatedHere > 0)) changes.negation = true
    if (standsFor(gap, subject)) continue
    for (const token of gap.claim) {
      const rival = gap.evidence.find((other) => opposite(token, other))
      if (rival !== undefined) changes.opposite ??= [token.lower, rival.lower]
      if (numeric(token)) {
        const other = gap.evidence.find((each) => numeric(each) && plainNumber(each.lower) !== plainNumber(token.lower))
        if (other !== undefined) changes.number ??= [token.lower, other.lower]
      }
      // "US" and "AS" look like stopwords without their capitals.
      const capital = token.capital && !token.first
      if (token.terms.length === 0 && !capital) continue
      const other = gap.evidence.find((each) => each.capital)
      if (capital && other !== undefined) changes.name ??= [words(gap.claim), words(gap.evidence)]
      const weight = capital || numeric(token) ? 1 : rarity(token.lower)
      changes.added.push(token.lower)
      // A word that stands in the place of another is a change even when it is a common one.
      changes.addedWeight += gap.evidence.some(({ terms }) => terms.length > 0) ? Math.max(weight, 0.6) : weight
    }
  }
  return changes
}
