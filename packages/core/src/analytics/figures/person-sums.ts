import { bytesOf } from '../bytes.ts'
import type { Parts } from '../period.ts'
import type { Reach } from '../reach.ts'
import type { Read } from '../snapshot.ts'
import { parametersOf } from './parameters.ts'
import { type PackedRunSums, type RunSums, runSumColumns } from './run-sums.ts'
import {
  inPart,
  ofCollection,
  partAt,
  parts as partRows,
  runColumnsOfPerson,
  runCountsOfPerson,
  within,
} from './sql.ts'

/** One person's questions and runs of one part of the time. */
export interface PersonSums extends RunSums {
  questions: number
  up: number
  down: number
}

const isRated = (rating: 'up' | 'down') => `q.id IN (SELECT query_id FROM rated WHERE rating = '${rating}')`
const askedColumns = `count(*)::int AS questions, count(*) FILTER (WHERE ${isRated('up')})::int AS up,
  count(*) FILTER (WHERE ${isRated('down')})::int AS down`

/** The person's questions of each part; those of a collection from what they have to do with it, which is less to read. */
const asked = (collectionId: string) =>
  collectionId === ''
    ? `CROSS JOIN LATERAL (
         SELECT ${askedColumns} FROM queries q WHERE q.user_id = :person AND ${inPart('q.created_at')}
       ) asked`
    : `LEFT JOIN (
         SELECT ${partAt('q.at')} AS part, ${askedColumns} FROM (
           SELECT id, created_at AS at FROM limited WHERE ${within('created_at')}
           UNION SELECT query_id, asked_at FROM cited WHERE ${within('asked_at')}
         ) q GROUP BY 1
       ) asked ON asked.part = parts.part`

/** Straight from the rows: every part, also one in which nothing happened. */
export async function personSums(read: Read, reach: Reach, parts: Parts): Promise<PersonSums[]> {
  const rows = await read<PackedRunSums & Pick<PersonSums, 'questions' | 'up' | 'down'>>(
    `WITH ${ofCollection}, rated AS MATERIALIZED (
       SELECT f.query_id, f.rating FROM feedback f WHERE f.user_id = :person
     )
     SELECT parts.part::int, coalesce(asked.questions, 0) AS questions, coalesce(asked.up, 0) AS up,
       coalesce(asked.down, 0) AS down, ended.*
     FROM ${partRows} ${asked(reach.collectionId)}
     CROSS JOIN LATERAL (
       SELECT ${runSumColumns} FROM (
         SELECT ${runColumnsOfPerson} FROM runs r
         WHERE r.user_id = :person AND ${inPart('r.created_at')} AND r.completed_at IS NOT NULL AND ${runCountsOfPerson('r')}
       ) counted
     ) ended`,
    parametersOf(reach, parts),
  )
  return rows.map((row) => ({ ...row, latencies: bytesOf(row.latencies) }))
}
