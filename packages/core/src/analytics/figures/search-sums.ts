import type { Parts } from '../period.ts'
import type { Reach } from '../reach.ts'
import type { Read } from '../snapshot.ts'
import { parametersOf } from './parameters.ts'
import { partAt, within } from './sql.ts'

export interface SearchSums {
  /** From 1. */
  part: number
  searches: number
  searchesWithoutHits: number
}

/** Straight from the rows, which are kept for 90 days. */
export const searchSums = (read: Read, reach: Reach, parts: Parts): Promise<SearchSums[]> =>
  read(
    `SELECT ${partAt('at')} AS part, count(*)::int AS searches, count(*) FILTER (WHERE hits = 0)::int AS "searchesWithoutHits"
     FROM searches
     WHERE ${within('at')} AND hits >= 0 AND ($3 = '' OR $3 = ANY (collection_ids))
       ${reach.person === undefined ? '' : 'AND user_id = $4'}
     GROUP BY 1`,
    parametersOf(reach, parts),
  )
