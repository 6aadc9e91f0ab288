import type { PoolTexts } from './pool-texts.ts'

/** How rare a term is: the logarithm of one over the share of texts that have it. */
export type Idf = (term: string) => number

/** Rarity within some texts; for when nothing is known of the corpus. */
export const idfWithin =
  ({ texts, idOf, frequency }: PoolTexts): Idf =>
  (term) => {
    const id = idOf(term)
    return Math.log((texts.length + 1) / (id === undefined ? 0.5 : (frequency[id] as number)))
  }
