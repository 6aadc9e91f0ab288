import type { CitationView, HitView, LaneName } from '@sarvanom/core/schemas'
import type { Span } from './passage.ts'
import type { LiveClaim } from './run/reduce-run.ts'

/** A passage beside the answer. `text` is the whole passage where the run's events still have it, else the quote alone. */
export interface Passage {
  /** Its number in the answer; null for a passage that was read and not cited. */
  n: number | null
  chunkId: string
  documentId: string
  title: string
  page: number | null
  text: string
  /** What is cited of it, as offsets into `text`, with the claim that cites it. */
  spans: (Span & { claim: number })[]
  /** Where "open document" leads: the first cited span, else the passage. */
  open: Span
  lanes: { lane: LaneName; share: number }[]
}

const laneOrder: LaneName[] = ['keyword', 'vector', 'graph', 'web']

/** A lane's scores have their own scale, so each is told as its share of the best that lane gave. */
function laneShares(hit: HitView | undefined, best: Map<LaneName, number>): Passage['lanes'] {
  return laneOrder.flatMap((lane) => {
    const score = hit?.lanes[lane]
    const top = best.get(lane) ?? 0
    return score === undefined || score <= 0 || top <= 0 ? [] : [{ lane, share: Math.min(1, score / top) }]
  })
}

function bestScores(hits: readonly HitView[]): Map<LaneName, number> {
  const best = new Map<LaneName, number>()
  for (const { lanes } of hits)
    for (const lane of laneOrder) best.set(lane, Math.max(best.get(lane) ?? 0, lanes[lane] ?? 0))
  return best
}

function citedPassage(
  n: number,
  uses: { claim: number; citation: CitationView }[],
  hits: Map<string, HitView>,
): Omit<Passage, 'lanes'>[] {
  const [first] = uses
  if (!first) return []
  const { chunkId, documentId, title, page, quote, start, end } = first.citation
  const hit = hits.get(chunkId)
  const fits = hit !== undefined && start >= hit.start && end <= hit.end
  const offset = fits ? hit.start : start
  const spans = uses.map(({ claim, citation }) => ({
    claim,
    start: citation.start - offset,
    end: citation.end - offset,
  }))
  return [{ n, chunkId, documentId, title, page, text: fits ? hit.text : quote, spans, open: { start, end } }]
}

/** The passages of an answer: the cited ones by number, then those that were found and not cited. */
export function passagesOf(
  claims: readonly LiveClaim[],
  hits: readonly HitView[],
): { cited: Passage[]; others: Passage[] } {
  const byChunk = new Map(hits.map((hit) => [hit.chunkId, hit]))
  const best = bestScores(hits)
  const uses = new Map<number, { claim: number; citation: CitationView }[]>()
  for (const claim of claims)
    for (const citation of claim.citations)
      uses.set(citation.n, [...(uses.get(citation.n) ?? []), { claim: claim.n, citation }])
  const cited = [...uses.entries()]
    .sort(([a], [b]) => a - b)
    .flatMap(([n, list]) => citedPassage(n, list, byChunk))
    .map((passage) => ({ ...passage, lanes: laneShares(byChunk.get(passage.chunkId), best) }))
  const known = new Set(cited.map(({ chunkId }) => chunkId))
  const others = hits
    .filter(({ chunkId }) => !known.has(chunkId))
    .map(({ chunkId, documentId, title, page, text, start, end, ...hit }): Passage => {
      const lanes = laneShares({ ...hit, chunkId, documentId, title, page, text, start, end }, best)
      return { n: null, chunkId, documentId, title, page, text, spans: [], open: { start, end }, lanes }
    })
  return { cited, others }
}
