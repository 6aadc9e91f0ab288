import { countTerms, foldIn, type LsaModel } from './model.ts'

/**
 * Turns analysed text into vectors. The built-in one is below; others (an `/embeddings` endpoint, a local ONNX model)
 * implement the same.
 */
export interface Embedder {
  id: string
  dimensions: number
  /** Unit vector, or undefined when nothing in the question is known. */
  embedQuery(question: string, terms: readonly string[]): Promise<Float32Array | undefined>
  /** One unit vector per passage, in order; undefined where nothing in it is known. `terms` are joined by spaces. */
  embedPassages(passages: readonly { terms: string }[]): Promise<(Float32Array | undefined)[]>
}

/** Passages embedded before the event loop gets its turn. */
const SLICE = 100

export const lsaEmbedder = (model: LsaModel): Embedder => ({
  id: 'lsa',
  dimensions: model.dimensions,
  async embedQuery(_question, terms) {
    return foldIn(model, countTerms(terms))
  },
  async embedPassages(passages) {
    const vectors: (Float32Array | undefined)[] = []
    for (const [at, { terms }] of passages.entries()) {
      if (at > 0 && at % SLICE === 0) await new Promise(setImmediate)
      vectors.push(foldIn(model, countTerms(terms.split(' '))))
    }
    return vectors
  },
})

/** How rare a term is by the model's sample; one it does not know occurred at most once. */
export const modelIdf = (model: LsaModel) => {
  const unknown = Math.log((model.sampled + 1) / 1.5)
  return (term: string): number => {
    const row = model.terms.get(term)
    return row === undefined ? unknown : (model.idf[row] as number)
  }
}
