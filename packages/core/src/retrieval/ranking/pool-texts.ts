/** Texts as numbers: comparing some hundred of them as words would take most of a search's time. */
export interface PoolTexts {
  /** Per text its terms in order. */
  texts: readonly Int32Array[]
  /** Number of a term; undefined when no text has it. */
  idOf(term: string): number | undefined
  /** In how many texts each term occurs. */
  frequency: Int32Array
}

/** @param texts analysed terms, joined by spaces. */
export const numberTexts = (texts: readonly string[]): PoolTexts => {
  const ids = new Map<string, number>()
  const numbered = texts.map((text) => {
    const terms = text === '' ? [] : text.split(' ')
    const numbers = new Int32Array(terms.length)
    for (let i = 0; i < terms.length; i++) {
      const term = terms[i] as string
      let id = ids.get(term)
      if (id === undefined) {
        id = ids.size
        ids.set(term, id)
      }
      numbers[i] = id
    }
    return numbers
  })
  const frequency = new Int32Array(ids.size)
  const lastText = new Int32Array(ids.size).fill(-1)
  numbered.forEach((terms, text) => {
    for (const term of terms) {
      if (lastText[term] === text) continue
      lastText[term] = text
      frequency[term] = (frequency[term] as number) + 1
    }
  })
  return { texts: numbered, idOf: (term) => ids.get(term), frequency }
}
