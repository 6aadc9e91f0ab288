import type { Database } from '@sarvanom/db'
import type { z } from 'zod'
import { searchScope, type UserActor } from '../access/index.ts'
import type { HitView, LaneName } from '../answers/schema.ts'
import { notFound } from '../errors.ts'
import type { Retrieval } from '../retrieval/index.ts'
import type { retrieveInputSchema } from './schema.ts'
import type { SearchLog } from './search-log.ts'

export interface RetrieveResult {
  /** Best first. */
  hits: HitView[]
  tookMs: number
  lanes: Partial<
    Record<LaneName, { status: 'ok' | 'off' | 'failed'; tookMs: number; startMs?: number; message?: string }>
  >
}

/**
 * Searches what the actor may read. A requested collection that the actor may not read is NOT_FOUND, as one that
 * never existed.
 */
export async function retrieve(
  context: { db: Database; retrieval: Retrieval; searchLog: SearchLog; clock: () => Date },
  actor: UserActor,
  { collectionIds, filters, ...request }: z.infer<typeof retrieveInputSchema>,
  signal: AbortSignal,
): Promise<RetrieveResult> {
  const scope = await searchScope(context, actor, collectionIds)
  if (collectionIds && scope.collectionIds.length < new Set(collectionIds).size) throw notFound()
  const { hits, tookMs, lanes } = await context.retrieval.search({ ...request, scope, filters: filters ?? {}, signal })
  context.searchLog.record({
    userId: actor.userId,
    at: context.clock(),
    collectionIds: collectionIds ?? [],
    query: request.query,
    hits: hits.length,
    tookMs,
    failedLanes: Object.entries(lanes).flatMap(([lane, { status }]) => (status === 'failed' ? [lane] : [])),
  })
  return {
    hits: hits.map(({ documentId, externalId, chunkId, title, text, page, start, end, score, lanes: scores }) => ({
      documentId,
      externalId,
      chunkId,
      title,
      text,
      page,
      start,
      end,
      score,
      lanes: scores,
    })),
    tookMs,
    lanes,
  }
}
