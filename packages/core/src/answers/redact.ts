import type { AnswerView, ClaimView, RunEvent, RunEventBody } from './schema.ts'

export const withheldReason = 'The document that this rested on was deleted or is not shared with you.'

/** Removes what rests on hidden documents alone; a claim that a visible document supports as well stays. */
export function redactAnswer(answer: AnswerView, hidden: ReadonlySet<string>): AnswerView {
  return {
    ...answer,
    claims: answer.claims.map((claim) => redactClaim(claim, hidden)),
    sources: answer.sources.filter((source) => !hidden.has(source.documentId)),
  }
}

function redactClaim(claim: ClaimView, hidden: ReadonlySet<string>): ClaimView {
  const citations = claim.citations.filter((citation) => !hidden.has(citation.documentId))
  if (citations.length > 0 || claim.citations.length === 0) return { ...claim, citations }
  return { ...claim, text: '', reason: withheldReason, citations, withheld: true }
}

/** Claims all of whose citations, over the whole run, are to hidden documents. */
function withheldClaims(events: readonly RunEventBody[], hidden: ReadonlySet<string>): Set<number> {
  const visible = new Set<number>()
  const withheld = new Set<number>()
  for (const event of events) {
    if (event.type !== 'citation') continue
    ;(hidden.has(event.documentId) ? withheld : visible).add(event.claim)
  }
  return withheld.difference(visible)
}

/**
 * The run's events without what hidden documents say, with the same types and numbers: when documents are
 * deleted (stored so) and when a reader has lost the right to some (shown so). Needs all events of the run,
 * since a claim comes before the citations that tell what it rests on.
 */
export function redactEvents<E extends RunEventBody | RunEvent>(
  events: readonly E[],
  hidden: ReadonlySet<string>,
): E[] {
  if (hidden.size === 0) return [...events]
  const withheld = withheldClaims(events, hidden)
  // Streamed text is not tied to claims; it goes as a whole, since the claims that may be read follow one by one.
  const cited =
    withheld.size > 0 ||
    events.some((event) => event.type === 'hits' && event.hits.some((hit) => hidden.has(hit.documentId)))
  return events.map((event): E => {
    switch (event.type) {
      case 'hits':
        return { ...event, hits: event.hits.filter((hit) => !hidden.has(hit.documentId)) }
      case 'text':
        return cited ? { ...event, delta: '' } : event
      case 'claim':
        return withheld.has(event.n) ? { ...event, text: '' } : event
      case 'citation':
        return hidden.has(event.documentId)
          ? { ...event, title: '', quote: '', chunkId: '', documentId: '', page: null, start: 0, end: 0 }
          : event
      case 'verdict':
        return withheld.has(event.claim) ? { ...event, reason: withheldReason } : event
      case 'done':
        return { ...event, answer: redactAnswer(event.answer, hidden) }
      default:
        return event
    }
  })
}
