import type { Token } from './tokens.ts'
import { plainNumber } from './tokens.ts'

export interface Quantity {
  value: number
  kind: 'year' | 'percent' | 'ordinal' | 'plain'
  /** Stem of the word counted ("gears" of "thirty bronze gears"), as far as it follows closely. */
  unit: readonly string[]
  /** Index of the token. */
  at: number
}

const WORDS: Readonly<Record<string, number>> = {
  zero: 0,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
}
const SCALES: Readonly<Record<string, number>> = {
  hundred: 100,
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
  trillion: 1e12,
}
const UNIT_WINDOW = 3

/** The numbers of a text, written in digits or English words, with what they count. */
export function quantitiesOf(tokens: readonly Token[], text: string): Quantity[] {
  const found: Quantity[] = []
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at]
    if (token === undefined) break
    const ordinal = /^(\d{1,4})(?:st|nd|rd|th)$/.exec(token.lower)
    let value = ordinal ? Number(ordinal[1]) : simpleValue(token.lower)
    if (value === undefined) continue
    const first = at
    // "four hundred", "5 million", "twenty-one"
    for (let next = tokens[at + 1]; next !== undefined; next = tokens[at + 1]) {
      const scale = SCALES[next.lower]
      const unit = value >= 20 && value % 10 === 0 && value < 100 ? WORDS[next.lower] : undefined
      if (scale !== undefined) value *= scale
      else if (unit !== undefined && unit < 10 && WORDS[token.lower] !== undefined) value += unit
      else break
      at += 1
    }
    const after = text.slice(tokens[at]?.end ?? 0, (tokens[at]?.end ?? 0) + 3)
    const following = tokens.slice(at + 1, at + 1 + UNIT_WINDOW)
    const percent = /^\s?[%％]/.test(after) || /^per\s?cent/.test(following[0]?.lower ?? '')
    const year = !percent && first === at && /^(?:1\d{3}|20\d{2})$/.test(token.lower)
    found.push({
      value,
      kind: percent ? 'percent' : ordinal ? 'ordinal' : year ? 'year' : 'plain',
      unit: following.flatMap(({ terms }) => terms),
      at: first,
    })
  }
  return found
}

function simpleValue(word: string): number | undefined {
  if (/^\d[\d.,]*$/.test(word)) {
    const value = Number(plainNumber(word))
    return Number.isNaN(value) ? undefined : value
  }
  return WORDS[word]
}

/** Numbers match when equal; kinds differ too often in wording ("40 %" – "40 of 100") to insist on them. */
export const sameQuantity = (a: Quantity, b: Quantity): boolean =>
  Math.abs(a.value - b.value) <= 1e-9 * Math.abs(a.value)

/**
 * Whether `other` fills the place that `claimed` has: a year for a year, a percentage for a percentage, or a count of
 * the same thing.
 */
export function rivals(claimed: Quantity, other: Quantity): boolean {
  if (sameQuantity(claimed, other)) return false
  if (claimed.kind !== 'plain' || other.kind !== 'plain') return claimed.kind === other.kind
  return claimed.unit.some((term) => other.unit.includes(term))
}
