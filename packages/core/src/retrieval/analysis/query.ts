import { analyze } from './analyze.ts'
import { baseLanguage, DEFAULT_LANGUAGE, languageOf } from './languages.ts'

/** Distinct terms of one search; of a longer question the rarest are kept. */
export const MAX_QUERY_TERMS = 128
const MAX_LANGUAGES = 4
const MIN_SHARE = 0.01

const SCRIPT_OF: Readonly<Record<string, RegExp>> = {
  ar: /\p{Script=Arabic}/u,
  bg: /\p{Script=Cyrillic}/u,
  el: /\p{Script=Greek}/u,
  hi: /\p{Script=Devanagari}/u,
  hy: /\p{Script=Armenian}/u,
  ja: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u,
  ne: /\p{Script=Devanagari}/u,
  ru: /\p{Script=Cyrillic}/u,
  sr: /[\p{Script=Cyrillic}\p{Script=Latin}]/u,
  ta: /\p{Script=Tamil}/u,
  uk: /\p{Script=Cyrillic}/u,
  zh: /\p{Script=Han}/u,
}
const LATIN = /\p{Script=Latin}/u

/**
 * The languages a question is analysed in: those of the indexed documents that it may be written in. A language whose
 * function words it clearly uses is certain, and the only one.
 *
 * @param indexed how many documents each language has.
 */
export const queryLanguages = (question: string, indexed: ReadonlyMap<string, number>): string[] => {
  const total = [...indexed.values()].reduce((sum, count) => sum + count, 0)
  const possible = [...indexed]
    .map(([code, count]) => [baseLanguage(code) || DEFAULT_LANGUAGE, count] as const)
    .filter(([code]) => (SCRIPT_OF[code] ?? LATIN).test(question))
    .sort((a, b) => b[1] - a[1])
  const words =
    question
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{M}]+/gu) ?? []
  const uses = possible
    .map(([code]) => [code, words.filter((word) => languageOf(code).stopwords.has(word)).length] as const)
    .sort((a, b) => b[1] - a[1])
  const [first, second] = uses
  if (first && first[1] >= 2 && first[1] >= 2 * (second?.[1] ?? 0)) return [first[0]]
  const common = possible.filter(([, count], at) => at === 0 || count >= total * MIN_SHARE)
  const chosen = [...new Set(common.map(([code]) => code))].slice(0, MAX_LANGUAGES)
  return chosen.length > 0 ? chosen : [DEFAULT_LANGUAGE]
}

/** The question's terms in each language; analyses that are the same appear once, empty ones not at all. */
export const analyzeQuery = (
  question: string,
  languages: readonly string[],
  idf: ((term: string) => number) | undefined,
): string[][] => {
  const analyses = new Map<string, string[]>()
  for (const language of languages) {
    const terms = keepRarest(analyze(question, language), idf)
    if (terms.length > 0) analyses.set(terms.join(' '), terms)
  }
  return [...analyses.values()]
}

const keepRarest = (terms: string[], idf: ((term: string) => number) | undefined): string[] => {
  const distinct = [...new Set(terms)]
  if (distinct.length <= MAX_QUERY_TERMS) return terms
  const ordered = idf ? distinct.sort((a, b) => idf(b) - idf(a)) : distinct
  const kept = new Set(ordered.slice(0, MAX_QUERY_TERMS))
  return terms.filter((term) => kept.has(term))
}
