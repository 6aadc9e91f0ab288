import type { SparseMatrix } from './matrix.ts'
import { countTerms, type LsaModel, quantize } from './model.ts'
import { truncatedSvd } from './svd.ts'

export interface FitOptions {
  dimensions: number
  /** The most frequent terms beyond this many are left out. Bounds memory: the model takes `vocabulary × dimensions` bytes. */
  vocabulary: number
  /** Chunks in the corpus at the time, of which `texts` may be a sample. */
  corpus: number
}

/** A corpus is too small, or too uniform, to fit a model on. */
export const MIN_TEXTS = 20

/**
 * Fits a model on analysed texts. Terms that occur in one text only carry no association and are left out.
 *
 * @param texts per text its terms joined by spaces.
 * @returns undefined when there is too little to learn from.
 */
export const fitLsa = (texts: readonly string[], options: FitOptions): LsaModel | undefined => {
  if (texts.length < MIN_TEXTS) return undefined
  const frequency = new Map<string, number>()
  let entries = 0
  for (const text of texts) {
    const distinct = new Set(text.split(' '))
    entries += distinct.size
    for (const term of distinct) frequency.set(term, (frequency.get(term) ?? 0) + 1)
  }
  frequency.delete('')
  const kept = [...frequency].filter(([, count]) => count > 1)
  kept.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  kept.length = Math.min(kept.length, options.vocabulary)
  if (kept.length < 2) return undefined
  const terms = new Map(kept.map(([term], row) => [term, row]))
  const idf = Float32Array.from(kept, ([, count]) => Math.log((texts.length + 1) / (count + 0.5)))

  const { vectors } = truncatedSvd(weigh(texts, terms, idf, entries), options.dimensions)
  if (vectors.columns < 2) return undefined
  return {
    dimensions: vectors.columns,
    sampled: texts.length,
    corpus: options.corpus,
    terms,
    idf,
    ...quantize(vectors),
  }
}

/** Rows of log tf · idf, each of length one. */
const weigh = (
  texts: readonly string[],
  terms: ReadonlyMap<string, number>,
  idf: Float32Array,
  entries: number,
): SparseMatrix => {
  const starts = new Uint32Array(texts.length + 1)
  const indices = new Uint32Array(entries)
  const values = new Float32Array(entries)
  let at = 0
  texts.forEach((text, row) => {
    const first = at
    let square = 0
    for (const [term, count] of countTerms(text.split(' '))) {
      const column = terms.get(term)
      if (column === undefined) continue
      const value = Math.log1p(count) * (idf[column] as number)
      indices[at] = column
      values[at++] = value
      square += value * value
    }
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0
    for (let i = first; i < at; i++) values[i] = (values[i] as number) * scale
    starts[row + 1] = at
  })
  return {
    rows: texts.length,
    columns: terms.size,
    starts,
    indices: indices.subarray(0, at),
    values: values.subarray(0, at),
  }
}
