import type { UserActor } from '../access/index.ts'
import { type Position, positionOf, toPage } from '../paging.ts'
import type { Page } from '../shared-schema.ts'
import type { AnalyticsContext } from './context.ts'
import { parametersOf } from './figures/parameters.ts'
import { within } from './figures/sql.ts'
import { type Parts, resolvePeriod, wholePeriod } from './period.ts'
import { type Reach, reachOf } from './reach.ts'
import type { AnalyticsFilter, AnalyticsSearch } from './schema.ts'
import { inSnapshot, type Read } from './snapshot.ts'

export interface SearchRow {
  at: Date
  id: string
  query: string
  userId: string
  name: string
  tookMs: number
}

/** Searches that found nothing, newest first. */
export const searchRows = (
  read: Read,
  reach: Reach,
  parts: Parts,
  { limit, after }: { limit: number; after: Position | undefined },
): Promise<SearchRow[]> =>
  read(
    `SELECT s.at, s.id, s.query, s.user_id AS "userId", u.name, s.took_ms AS "tookMs"
     FROM searches s JOIN users u ON u.id = s.user_id
     WHERE ${within('s.at')} AND s.hits = 0 AND (:collection = '' OR :collection = ANY (s.collection_ids))
       AND (:person::text IS NULL OR s.user_id = :person) AND (:afterAt::timestamptz IS NULL OR (s.at, s.id) < (:afterAt, :afterId))
     ORDER BY s.at DESC, s.id DESC LIMIT :limit`,
    {
      ...parametersOf(reach, parts),
      person: reach.person ?? null,
      afterAt: after?.at ?? null,
      afterId: after?.id ?? '',
      limit,
    },
  )

/** @throws DomainError as `reachOf` and `resolvePeriod` */
export async function analyticsSearches(
  context: AnalyticsContext,
  actor: UserActor,
  { limit, cursor, ...filter }: AnalyticsFilter & { limit: number; cursor?: string | undefined },
): Promise<Page<AnalyticsSearch>> {
  const period = resolvePeriod(filter, context.clock())
  const reach = await reachOf(context, actor, filter)
  const after = cursor === undefined ? undefined : positionOf(cursor)
  const rows = await inSnapshot(context, (read) =>
    searchRows(read, reach, wholePeriod(period), { limit: limit + 1, after }),
  )
  return toPage(rows, limit, (row) => row, searchView)
}

export const searchView = ({ id, query, at, userId, name, tookMs }: SearchRow): AnalyticsSearch => ({
  id,
  query,
  searchedAt: at.toISOString(),
  user: { id: userId, name },
  tookMs,
})
