import { rarity } from './common-words.ts'
import { synonymsOf } from './synonyms.ts'
import type { Token } from './tokens.ts'

export interface WeightedTerm {
  term: string
  /** 0.3 (found everywhere) to 1.3 (a name). */
  weight: number
  /** Capitalised inside the sentence, or with a digit in it: must be the same thing, not something like it. */
  name: boolean
  /** Position among the content terms. */
  at: number
}

/** Words that ask or are about asking; they are in no answer. */
const ASKING = new Set(
  'what who whom whose which when where why how many much name kind type sort tell explain describe describes please give list does mean called'.split(
    ' ',
  ),
)

/** In a question common words are padding; in a claim each of them asserts something. */
const CLAIM_FLOOR = 0.6

/** The content terms of a question or claim, each once, weighted by how much they tell. */
export function contentTerms(tokens: readonly Token[], asking: boolean, language = 'en'): WeightedTerm[] {
  const found = new Map<string, WeightedTerm>()
  // German writes every noun with a capital.
  const capitals = language.slice(0, 2).toLowerCase() !== 'de'
  for (const token of tokens) {
    if (asking && ASKING.has(token.lower)) continue
    const digits = /\d/.test(token.lower)
    const capital = token.capital && !token.first
    for (const term of token.terms) {
      const name = digits || (capital && capitals)
      // A name made of common words ("General Electric") tells more than the words alone.
      const base = asking ? rarity(token.lower) : Math.max(CLAIM_FLOOR, rarity(token.lower))
      const weight = name ? Math.max(base, 0.8) + 0.3 : base
      const known = found.get(term)
      if (known === undefined) found.set(term, { term, weight, name, at: found.size })
      else if (weight > known.weight) Object.assign(known, { weight, name: known.name || name })
    }
  }
  return [...found.values()]
}

/** The terms of a stretch of text, ready for many look-ups. */
export interface TermIndex {
  terms: Set<string>
  prefixes: Set<string>
}

const PREFIX = 5

export function indexTerms(tokens: Iterable<Token>): TermIndex {
  const terms = new Set<string>()
  const prefixes = new Set<string>()
  for (const token of tokens) {
    for (const term of token.terms) {
      terms.add(term)
      if (term.length >= PREFIX) prefixes.add(term.slice(0, PREFIX))
    }
  }
  return { terms, prefixes }
}

/** 1 for the same stem, less for a synonym (0.6) or a word that begins alike (0.7); names must be the same. */
export function matchOf({ term, name }: WeightedTerm, index: TermIndex): number {
  if (index.terms.has(term)) return 1
  if (term.length > PREFIX && !/\d/.test(term) && index.prefixes.has(term.slice(0, PREFIX))) return 0.7
  if (name) return 0
  for (const synonym of synonymsOf(term)) if (index.terms.has(synonym)) return 0.6
  return 0
}
