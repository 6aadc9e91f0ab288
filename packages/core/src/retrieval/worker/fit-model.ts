import type { LsaModel } from '../lsa/model.ts'
import type { ModelData } from './protocol.ts'
import { startThread } from './thread.ts'

const MEMORY_MB = 1024

export interface FitSettings {
  dimensions: number
  vocabulary: number
  /** Chunks in the corpus; `pages` may be a sample of them. */
  corpus: number
  signal?: AbortSignal | undefined
}

export const modelOf = ({ terms, ...data }: ModelData): LsaModel => ({
  ...data,
  terms: new Map(terms.map((term, row) => [term, row])),
})

/**
 * Fits a model in a thread of its own, which ends afterwards and gives its memory back.
 *
 * @param pages analysed texts, some hundreds at a time.
 * @returns undefined when there is too little to learn from.
 */
export const fitModel = async (
  pages: AsyncIterable<readonly string[]>,
  { signal, ...settings }: FitSettings,
): Promise<LsaModel | undefined> => {
  const thread = startThread(MEMORY_MB)
  const stop = () => void thread.end()
  signal?.addEventListener('abort', stop, { once: true })
  try {
    for await (const texts of pages) await thread.ask({ kind: 'texts', texts }, 'received')
    const { model } = await thread.ask({ kind: 'fit', ...settings }, 'fitted')
    return model && modelOf(model)
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  } finally {
    signal?.removeEventListener('abort', stop)
    await thread.end()
  }
}
