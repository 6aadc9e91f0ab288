import type { Parts } from '../period.ts'
import type { Reach } from '../reach.ts'
import type { Read } from '../snapshot.ts'
import type { Cover } from './cover.ts'
import { ofCover, parametersOf } from './parameters.ts'
import { bucketsIn, inPart, partAt, parts as partRows, searchesIn, unsummed } from './sql.ts'

export interface SearchSums {
  /** From 1. */
  part: number
  searches: number
  searchesWithoutHits: number
}

const everybodys = `
  SELECT part, sum(searches)::int AS searches, sum(without_hits)::int AS "searchesWithoutHits" FROM (
    SELECT ${partAt('b.bucket')} AS part, b.searches, b.without_hits FROM ${bucketsIn('search_buckets')}
    UNION ALL
    SELECT ${partAt('s.at')}, 1, (s.hits = 0)::int FROM ${searchesIn(unsummed)}
    WHERE :collection = '' OR :collection = ANY (s.collection_ids)
  ) counted GROUP BY part`

const ofPerson = `
  SELECT parts.part::int, found.* FROM ${partRows} CROSS JOIN LATERAL (
    SELECT count(*)::int AS searches, count(*) FILTER (WHERE s.hits = 0)::int AS "searchesWithoutHits"
    FROM searches s
    WHERE s.user_id = :person AND ${inPart('s.at')} AND (:collection = '' OR :collection = ANY (s.collection_ids))
  ) found`

/** Of searches that are still kept. Parts in which there were none may be left out. @param cover of the parts; nothing for a person */
export const searchSums = (read: Read, reach: Reach, parts: Parts, cover: Cover): Promise<SearchSums[]> =>
  reach.person === undefined
    ? read(everybodys, { ...parametersOf(reach, parts), ...ofCover(cover) })
    : read(ofPerson, parametersOf(reach, parts))
