import type { CitationView, SourceView } from '../schema.ts'

interface Citable {
  chunkId: string
  documentId: string
  title: string
  page: number | null
}

export interface Numbering {
  /** The citation of a span (offsets into the document's text), under the number of its passage. */
  cite(passage: Citable, span: { start: number; end: number; quote: string }): CitationView
  sources(): SourceView[]
}

/** Numbers passages in order of first use, going on after `known`; a number once given never changes. */
export function numberSources(known: readonly SourceView[] = []): Numbering {
  const numbered = new Map(known.map((source) => [source.chunkId, source]))
  return {
    cite({ chunkId, documentId, title, page }, { start, end, quote }) {
      const source = numbered.get(chunkId) ?? { n: numbered.size + 1, documentId, chunkId, title, page }
      numbered.set(chunkId, source)
      return { n: source.n, chunkId, documentId, title, page, start, end, quote }
    },
    sources: () => [...numbered.values()],
  }
}

/** The sources that the claims cite, by number. */
export function citedSources(claims: readonly { citations: readonly CitationView[] }[]): SourceView[] {
  const sources = new Map<number, SourceView>()
  for (const { citations } of claims) {
    for (const { n, documentId, chunkId, title, page } of citations)
      sources.set(n, { n, documentId, chunkId, title, page })
  }
  return [...sources.values()].sort((a, b) => a.n - b.n)
}
