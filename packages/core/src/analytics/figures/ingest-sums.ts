import type { Parts } from '../period.ts'
import type { Reach } from '../reach.ts'
import type { Read } from '../snapshot.ts'
import { parametersOf } from './parameters.ts'
import { partAt, within } from './sql.ts'

export interface IngestSums {
  /** From 1. */
  part: number
  added: number
  indexed: number
  failed: number
}

/** Straight from the rows of documents and their versions. Parts in which nothing happened are not among them. */
export function ingestSums(read: Read, reach: Reach, parts: Parts): Promise<IngestSums[]> {
  const conditions = [
    ...(reach.collectionId === '' ? [] : ['d.collection_id = :collection']),
    ...(reach.person === undefined ? [] : ['d.created_by_id = :person']),
  ]
  const counts = conditions.map((condition) => `AND ${condition}`).join(' ')
  return read(
    `SELECT part, sum(added)::int AS added, sum(indexed)::int AS indexed, sum(failed)::int AS failed FROM (
       SELECT ${partAt('d.created_at')} AS part, count(*) AS added, 0 AS indexed, 0 AS failed
       FROM documents d WHERE ${within('d.created_at')} ${counts} GROUP BY 1
       UNION ALL
       SELECT ${partAt('v.indexed_at')}, 0, count(*), 0
       FROM document_versions v ${counts === '' ? '' : 'JOIN documents d ON d.id = v.document_id'}
       WHERE ${within('v.indexed_at')} ${counts} GROUP BY 1
       UNION ALL
       SELECT ${partAt('d.status_changed_at')}, 0, 0, count(*)
       FROM documents d WHERE d.status = 'failed' AND ${within('d.status_changed_at')} ${counts} GROUP BY 1
     ) counted GROUP BY part`,
    parametersOf(reach, parts),
  )
}
