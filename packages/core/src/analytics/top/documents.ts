import { each } from '../figures/sql.ts'
import type { Parts } from '../period.ts'
import type { Reach } from '../reach.ts'
import { monthAfter } from '../rollup-sql.ts'
import type { Read } from '../snapshot.ts'

export interface DocumentUses {
  documentId: string
  collectionId: string
  title: string
  claims: number
  answers: number
}

/** The months inside the period whose sums hold. */
const monthsThatHold = `SELECT m.month, ${monthAfter('m.month')} AS after FROM rolled_months m
  WHERE m.month >= :start::timestamptz AND ${monthAfter('m.month')} <= :stop::timestamptz
    AND NOT EXISTS (SELECT FROM bucket_marks k WHERE k.uses AND k.bucket >= m.month AND k.bucket < ${monthAfter('m.month')})
  ORDER BY m.month`

/** What of a time is left around and between `months`, which are in order: pure. */
export function gapsBetween(start: Date, end: Date, months: readonly { month: Date; after: Date }[]) {
  const gaps: { from: Date; to: Date }[] = []
  let from = start
  for (const { month, after } of months) {
    if (month > from) gaps.push({ from, to: month })
    from = after
  }
  if (from < end) gaps.push({ from, to: end })
  return gaps
}

const finish = `SELECT s.document_id AS "documentId", d.collection_id AS "collectionId", d.title, s.claims, s.answers
  FROM summed s JOIN documents d ON d.id = s.document_id ORDER BY s.claims DESC, s.answers DESC, s.document_id`
// A document that is gone has no uses, and sums that still hold some are not read: without a collection nothing is left out.
const chosen = (
  collectionId: string,
) => `SELECT u.document_id, sum(u.claims)::int AS claims, sum(u.answers)::int AS answers
  FROM uses u ${collectionId === '' ? '' : 'JOIN documents d ON d.id = u.document_id WHERE d.collection_id = :collection'}
  GROUP BY u.document_id ORDER BY 2 DESC, 3 DESC, 1 LIMIT :limit`

/**
 * The documents, of one collection where one is given, that most claims cite in answers of the period.
 *
 * @param limit undefined: all of them
 */
export async function documentUses(
  read: Read,
  { person, collectionId }: Reach,
  { starts, end }: Parts,
  limit: number | undefined,
): Promise<DocumentUses[]> {
  const [start, stop] = [new Date(starts[0] ?? end), new Date(end)]
  if (person !== undefined) {
    return await read(
      `WITH uses AS (
         SELECT c.document_id, c.claims, 1 AS answers FROM document_uses c
         WHERE c.user_id = :person AND c.at >= :start AND c.at < :stop AND c.claims > 0
       ), summed AS (${chosen(collectionId)}) ${finish}`,
      { collection: collectionId, limit, person, start, stop },
    )
  }
  const months = await read<{ month: Date; after: Date }>(monthsThatHold, { start, stop })
  const gaps = gapsBetween(start, stop, months)
  return await read(
    `WITH uses AS (
       SELECT m.document_id, sum(m.claims) AS claims, sum(m.answers) AS answers FROM document_months m
       WHERE m.month = ANY (:months::timestamptz[]) GROUP BY 1
       UNION ALL
       SELECT c.document_id, sum(c.claims), count(*) FROM ${each(
         'unnest(:begins::timestamptz[], :ends::timestamptz[]) AS gap(begins, ends)',
         'document_uses o WHERE o.at >= gap.begins AND o.at < gap.ends AND o.claims > 0',
       )} c GROUP BY 1
     ), summed AS (${chosen(collectionId)}) ${finish}`,
    {
      collection: collectionId,
      limit,
      months: months.map(({ month }) => month),
      begins: gaps.map(({ from }) => from),
      ends: gaps.map(({ to }) => to),
    },
  )
}
