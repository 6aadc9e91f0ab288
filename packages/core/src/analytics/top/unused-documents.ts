import type { SearchScope } from '../../access/index.ts'
import type { Position } from '../../paging.ts'
import type { Parts } from '../period.ts'
import type { Reach } from '../reach.ts'
import type { Read } from '../snapshot.ts'

export interface UnusedDocument {
  documentId: string
  title: string
  collectionId: string
  addedAt: Date
}

/**
 * Indexed documents in the scope that no answer of the period cites, or none of one person's: oldest first.
 *
 * @param after the last one of the page before
 */
export function unusedDocuments(
  read: Read,
  { person }: Reach,
  { starts, end }: Parts,
  { collectionIds, restricted }: Pick<SearchScope, 'collectionIds' | 'restricted'>,
  { limit, after }: { limit: number; after?: Position | undefined },
): Promise<UnusedDocument[]> {
  const cited =
    person === undefined
      ? `EXISTS (SELECT FROM document_uses c WHERE c.document_id = d.id AND c.at >= :start AND c.at < :end AND c.claims > 0)`
      : `d.id IN (SELECT c.document_id FROM document_uses c
                  WHERE c.user_id = :person AND c.at >= :start AND c.at < :end AND c.claims > 0)`
  return read(
    `SELECT d.id AS "documentId", d.title, d.collection_id AS "collectionId", d.created_at AS "addedAt"
     FROM documents d
     WHERE d.collection_id = ANY (:collections) AND (NOT d.restricted OR d.collection_id = ANY (:openCollections) OR d.id = ANY (:openDocuments))
       AND d.status = 'indexed' AND NOT ${cited}
       AND (:afterAt::timestamptz IS NULL OR (d.created_at, d.id) > (:afterAt, :afterId))
     ORDER BY d.created_at, d.id LIMIT :limit`,
    {
      collections: collectionIds,
      openCollections: restricted.collectionIds,
      openDocuments: restricted.documentIds,
      start: new Date(starts[0] ?? end),
      end: new Date(end),
      afterAt: after?.at ?? null,
      afterId: after?.id ?? '',
      limit,
      person,
    },
  )
}
