import { chunkTerms } from '../analysis/chunk-terms.ts'
import type { AnalyzeInput } from './protocol.ts'
import { startThread, type Thread } from './thread.ts'

const MEMORY_MB = 256
const IDLE_MS = 5_000
const PORTION = 250
/** So little is done at once (about a millisecond) rather than handed to a thread. */
const SMALL = 2

export interface Analyzer {
  /** The stored terms of each chunk, in order. */
  analyze(chunks: readonly AnalyzeInput[]): Promise<string[]>
  close(): Promise<void>
}

/** Analyses texts in one worker thread, which ends when there was nothing to do for a while. */
export const openAnalyzer = (): Analyzer => {
  let thread: Thread | undefined
  let idle: NodeJS.Timeout | undefined
  let busy = 0

  const end = async () => {
    const ending = thread
    thread = undefined
    await ending?.end()
  }
  return {
    async analyze(chunks) {
      if (chunks.length <= SMALL) return chunks.map(chunkTerms)
      clearTimeout(idle)
      busy++
      thread ??= startThread(MEMORY_MB)
      const mine = thread
      try {
        const terms: string[] = []
        for (let at = 0; at < chunks.length; at += PORTION) {
          const portion = chunks
            .slice(at, at + PORTION)
            .map(({ title, headings, text, language }) => ({ title, headings, text, language }))
          const reply = await mine.ask({ kind: 'analyze', chunks: portion }, 'analyzed')
          terms.push(...reply.terms)
        }
        return terms
      } catch (error) {
        // A thread that broke once is not asked again.
        if (thread === mine) await end()
        throw error
      } finally {
        busy--
        if (busy === 0 && thread) idle = setTimeout(() => void end(), IDLE_MS).unref()
      }
    },
    async close() {
      clearTimeout(idle)
      await end()
    },
  }
}
