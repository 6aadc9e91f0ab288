import { analyze } from '../../retrieval/index.ts'

export interface Token {
  /** UTF-16 offsets into the text that was tokenized. */
  start: number
  end: number
  /** Lower-case surface. */
  lower: string
  /** What retrieval would index for it: none for stopwords, several for a run of Chinese. */
  terms: readonly string[]
  /** Begins with a capital, or mixes letters and digits as "45S5" does. */
  capital: boolean
  /** First word of its sentence, where a capital says nothing. */
  first: boolean
}

const WORD = /\d+(?:[.,]\d+)*(?![\p{L}\p{M}\d])|[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*/gu
const CAPITAL = /^\p{Lu}|\p{Lu}.*\d|\d.*\p{Lu}/u
const LARGEST_CACHE = 50_000

const caches = new Map<string, Map<string, readonly string[]>>()

/** The terms of one word, remembered: a run analyses the same words in every passage. */
function termsOf(word: string, language: string): readonly string[] {
  let cache = caches.get(language)
  if (cache === undefined || cache.size > LARGEST_CACHE) {
    cache = new Map()
    if (caches.size > 50) caches.clear()
    caches.set(language, cache)
  }
  let terms = cache.get(word)
  if (terms === undefined) {
    terms = /^\d[\d.,]*$/.test(word) ? [plainNumber(word)] : analyze(word.replace(/['’]s?$/, ''), language)
    cache.set(word, terms)
  }
  return terms
}

/** "1,969.5" and "1969.5" are one number; a comma before other than three digits is a decimal comma. */
export const plainNumber = (digits: string): string =>
  digits
    .replace(/,(?=\d{3}(?!\d))/g, '')
    .replace(',', '.')
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '')

/** Words and numbers of a text with their index terms; linear in the text's length. */
export function tokenize(text: string, language = ''): Token[] {
  // English analysis does little harm to words of unknown language.
  const code = language === '' ? 'en' : language
  const tokens: Token[] = []
  for (const match of text.matchAll(WORD)) {
    const [surface] = match
    const lower = surface.toLowerCase()
    tokens.push({
      start: match.index,
      end: match.index + surface.length,
      lower,
      terms: termsOf(lower.length > 64 ? lower.slice(0, 64) : lower, code),
      capital: CAPITAL.test(surface),
      first: tokens.length === 0,
    })
  }
  return tokens
}
