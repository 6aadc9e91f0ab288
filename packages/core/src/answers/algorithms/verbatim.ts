import type { IndexedPassage, Sentence } from './passage-index.ts'

/** Letters and digits only, so that quotation marks, hyphens and white space of different kinds agree. */
export const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, '')

const LEAST = 12
const MOST_SENTENCES = 8
const bareSentences = new WeakMap<Sentence, string>()

function bareOf(sentence: Sentence): string {
  let text = bareSentences.get(sentence)
  if (text === undefined) {
    text = bare(sentence.text)
    bareSentences.set(sentence, text)
  }
  return text
}

/**
 * The whole sentences of a passage that a claim repeats word for word, or undefined. Only whole ones count: a part of
 * a sentence may say something else than the sentence ("It is wrong that …").
 */
export function findVerbatim(
  claim: string,
  { sentences }: IndexedPassage,
): { first: Sentence; last: Sentence } | undefined {
  if (claim.length < LEAST) return undefined
  for (const [at, first] of sentences.entries()) {
    let rest = claim
    for (const last of sentences.slice(at, at + MOST_SENTENCES)) {
      const text = bareOf(last)
      if (text === '' || !rest.startsWith(text)) break
      rest = rest.slice(text.length)
      if (rest === '') return { first, last }
    }
  }
  return undefined
}
