/** Texts as numbers: comparing some hundred of them as words would take most of a search's time and memory. */
export interface PoolTexts {
  /** Per text its terms in order. */
  texts: readonly Int32Array[]
  /** Number of a term; undefined when no text has it. */
  idOf(term: string): number | undefined
  /** In how many texts each term occurs. */
  frequency: Int32Array
}

/** Analysed terms joined by spaces, in UTF-8 as the index stores them. */
export type EncodedTerms = Uint8Array

const SPACE = 0x20
const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193
// 31 bits, so that hashes stay small integers in V8. Two terms of a pool share one about once in five searches, and
// one of the question's about once in ten thousand: neither can be seen in a ranking.
const finish = (hash: number) => hash >>> 1

const encoder = new TextEncoder()
export const encodeTerms = (terms: string): EncodedTerms => encoder.encode(terms)

/** Calls `each` with the FNV-1a hash of every term. */
const hashTerms = (bytes: EncodedTerms, each: (hash: number) => void) => {
  let hash = FNV_OFFSET
  let length = 0
  for (let at = 0; at <= bytes.length; at++) {
    const byte = bytes[at]
    if (byte !== undefined && byte !== SPACE) {
      hash = Math.imul(hash ^ byte, FNV_PRIME)
      length++
    } else {
      if (length > 0) each(finish(hash))
      hash = FNV_OFFSET
      length = 0
    }
  }
}

export const numberTexts = (encoded: readonly EncodedTerms[]): PoolTexts => {
  const ids = new Map<number, number>()
  const numbers: number[] = []
  const texts = encoded.map((bytes) => {
    numbers.length = 0
    hashTerms(bytes, (hash) => {
      let id = ids.get(hash)
      if (id === undefined) {
        id = ids.size
        ids.set(hash, id)
      }
      numbers.push(id)
    })
    return Int32Array.from(numbers)
  })
  const frequency = new Int32Array(ids.size)
  const lastText = new Int32Array(ids.size).fill(-1)
  texts.forEach((terms, text) => {
    for (const term of terms) {
      if (lastText[term] === text) continue
      lastText[term] = text
      frequency[term] = (frequency[term] as number) + 1
    }
  })
  const idOf = (term: string) => {
    let id: number | undefined
    hashTerms(encodeTerms(term), (hash) => {
      id = ids.get(hash)
    })
    return id
  }
  return { texts, idOf, frequency }
}
