import type { AnswerKind, AnswerView, CitationView, ClaimView } from '../schema.ts'
import type { Passage } from './context.ts'
import type { CheckedClaim } from './fact-checker.ts'
import { citedSources, numberSources } from './sources.ts'

/**
 * Completes the citations: a supported or contradicted claim must open the passage that decides it, whether or
 * not the synthesizer named it. Numbers already shown stay; new sources go on after them.
 *
 * @returns the answer and the citations that were added, with their claims.
 */
export function cite(
  kind: AnswerKind,
  checked: readonly CheckedClaim[],
  passages: readonly Passage[],
  partial: boolean,
): { answer: AnswerView; added: ({ claim: number } & CitationView)[] } {
  const numbering = numberSources(citedSources(checked))
  const byChunk = new Map(passages.map((passage) => [passage.chunkId, passage]))
  const added: ({ claim: number } & CitationView)[] = []
  const claims = checked.map(({ n, text, verdict, confidence, reason, citations, evidence }): ClaimView => {
    const complete = [...citations]
    if (verdict !== 'not_found') {
      const [best] = evidence
      const passage = best && byChunk.get(best.chunkId)
      if (best && passage && !evidence.some((span) => complete.some((known) => overlaps(known, span)))) {
        const citation = numbering.cite(passage, best)
        complete.push(citation)
        added.push({ claim: n, ...citation })
      }
    }
    // A claim that nothing can be opened for is not called supported.
    if (complete.length === 0 && verdict !== 'not_found') {
      return {
        n,
        text,
        verdict: 'not_found',
        confidence: 0,
        reason: 'No passage could be linked to this sentence.',
        citations: [],
      }
    }
    return { n, text, verdict, confidence, reason, citations: complete }
  })
  return { answer: { kind, partial, claims, sources: citedSources(claims) }, added }
}

const overlaps = (
  a: { chunkId: string; start: number; end: number },
  b: { chunkId: string; start: number; end: number },
) => a.chunkId === b.chunkId && a.start < b.end && b.start < a.end
