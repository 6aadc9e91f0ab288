import { each } from '../figures/sql.ts'
import type { Parts } from '../period.ts'
import type { Reach } from '../reach.ts'
import type { Read } from '../snapshot.ts'

export interface DocumentUses {
  documentId: string
  collectionId: string
  title: string
  claims: number
  answers: number
}

interface Sum {
  months: number
  begins: Date
  ends: Date
}

const ends = `(s.begins AT TIME ZONE 'UTC' + s.months * interval '1 month') AT TIME ZONE 'UTC'`
/** The years and months inside the period whose sums hold. */
const sumsThatHold = `SELECT s.months, s.begins, ${ends} AS ends FROM document_sums_made s
  WHERE s.begins >= :start AND ${ends} <= :stop
    AND NOT EXISTS (SELECT FROM bucket_marks k WHERE k.uses AND k.bucket >= s.begins AND k.bucket < ${ends})
  ORDER BY s.begins, s.months DESC`

/** Of sums in order, those that are not part of one before: a year in place of its months. Pure. */
export const widest = (sums: readonly Sum[]): Sum[] => {
  const kept: Sum[] = []
  for (const one of sums) if (one.begins >= (kept.at(-1)?.ends ?? one.begins)) kept.push(one)
  return kept
}

/** What of a time is left around and between sums, which are in order: pure. */
export function gapsBetween(start: Date, end: Date, sums: readonly Pick<Sum, 'begins' | 'ends'>[]) {
  const gaps: { from: Date; to: Date }[] = []
  let from = start
  for (const { begins, ends } of sums) {
    if (begins > from) gaps.push({ from, to: begins })
    from = ends
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
  const sums = widest(await read<Sum>(sumsThatHold, { start, stop }))
  const gaps = gapsBetween(start, stop, sums)
  return await read(
    `WITH uses AS (
       SELECT m.document_id, m.claims, m.answers FROM ${each(
         'unnest(:sumMonths::int[], :sumBegins::timestamptz[]) AS chosen(months, begins)',
         'document_sums one WHERE one.months = chosen.months AND one.begins = chosen.begins',
       )} m
       UNION ALL
       SELECT c.document_id, c.claims, 1 FROM ${each(
         'unnest(:gapBegins::timestamptz[], :gapEnds::timestamptz[]) AS gap(begins, ends)',
         'document_uses o WHERE o.at >= gap.begins AND o.at < gap.ends AND o.claims > 0',
       )} c
     ), summed AS (${chosen(collectionId)}) ${finish}`,
    {
      collection: collectionId,
      limit,
      sumMonths: sums.map(({ months }) => months),
      sumBegins: sums.map(({ begins }) => begins),
      gapBegins: gaps.map(({ from }) => from),
      gapEnds: gaps.map(({ to }) => to),
    },
  )
}
