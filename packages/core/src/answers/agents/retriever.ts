import { DomainError } from '../../errors.ts'
import type { LaneName } from '../schema.ts'
import type { LaneSpan } from '../spans.ts'
import type { AgentContext, LaneReport, Passage } from './context.ts'
import type { Plan } from './planner.ts'

export interface Retrieved {
  passages: Passage[]
  lanes: LaneReport
  /** True when a search or a lane failed and the rest is all there is. */
  partial: boolean
}

/** Scatter-gather: each of the plan's searches at once, then the best passages of all of them. */
export async function retrieve(
  plan: Plan,
  { search, budget, log, spans }: AgentContext,
  signal: AbortSignal,
): Promise<Retrieved> {
  const timedSearch = async (query: string) => {
    const span = spans.start()
    try {
      const found = await search(query, budget.passages, signal)
      span.end({ name: 'search', lanes: laneSpans(found.lanes), failed: false })
      return found
    } catch (error) {
      span.end({ name: 'search', lanes: [], failed: true })
      throw error
    }
  }
  const settled = await Promise.allSettled(plan.queries.map(timedSearch))
  signal.throwIfAborted()
  const found = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const failures = settled.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  if (found.length === 0) {
    if (failures[0] instanceof DomainError) throw failures[0]
    throw new DomainError('SERVICE_UNAVAILABLE', 'The search failed', { cause: failures[0], retryAfter: 5 })
  }
  for (const error of failures) log.warn({ err: error }, 'one search of a plan failed')
  const lanes = mergeLanes(found.map((one) => one.lanes))
  const failed = failures.length > 0 || Object.values(lanes).some((lane) => lane.status === 'failed')
  return {
    passages: mergePassages(
      found.map((one) => one.passages),
      budget.passages,
    ),
    lanes,
    partial: failed,
  }
}

/** Takes the lists in turn, best first, so that each part of a question keeps its passages; none twice. */
export function mergePassages(lists: readonly (readonly Passage[])[], limit: number): Passage[] {
  const merged = new Map<string, Passage>()
  const longest = Math.max(0, ...lists.map((list) => list.length))
  for (let rank = 0; rank < longest; rank += 1) {
    for (const list of lists) {
      const passage = list[rank]
      if (!passage || merged.size >= limit) continue
      const known = merged.get(passage.chunkId)
      if (!known || passage.relevance > known.relevance) merged.set(passage.chunkId, passage)
    }
  }
  return [...merged.values()]
}

const laneSpans = (lanes: LaneReport): LaneSpan[] =>
  (Object.entries(lanes) as [LaneName, NonNullable<LaneReport[LaneName]>][]).map(
    ([lane, { status, startMs, tookMs }]) => ({ lane, status, startMs: startMs ?? null, ms: tookMs }),
  )

const severity = { ok: 0, off: 1, failed: 2 }

/** Per lane the worst status and the longest time. */
function mergeLanes(reports: readonly LaneReport[]): LaneReport {
  const merged: LaneReport = {}
  for (const report of reports) {
    for (const [name, lane] of Object.entries(report) as [LaneName, NonNullable<LaneReport[LaneName]>][]) {
      const known = merged[name]
      // When it began differs between searches: that is in their spans.
      const { startMs: _, ...report } = lane
      if (!known || severity[lane.status] > severity[known.status]) merged[name] = report
      else if (lane.tookMs > known.tookMs) merged[name] = { ...known, tookMs: lane.tookMs }
    }
  }
  return merged
}
