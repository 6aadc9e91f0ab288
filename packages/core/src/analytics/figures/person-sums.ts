import { bytesOf } from '../bytes.ts'
import type { Parts } from '../period.ts'
import type { Reach } from '../reach.ts'
import type { Read } from '../snapshot.ts'
import { parametersOf } from './parameters.ts'
import { type PackedRunSums, type RunSums, runSumColumns } from './run-sums.ts'
import {
  inPart,
  ofCollection,
  parts as partRows,
  questionCountsOfPerson,
  runColumnsOfPerson,
  runCountsOfPerson,
} from './sql.ts'

/** One person's questions and runs of one part of the time. */
export interface PersonSums extends RunSums {
  questions: number
  up: number
  down: number
}

const isRated = (rating: 'up' | 'down') => `q.id IN (SELECT query_id FROM rated WHERE rating = '${rating}')`

/** Straight from the rows: every part, also one in which nothing happened. */
export async function personSums(read: Read, reach: Reach, parts: Parts): Promise<PersonSums[]> {
  const rows = await read<PackedRunSums & Pick<PersonSums, 'questions' | 'up' | 'down'>>(
    `WITH ${ofCollection}, rated AS MATERIALIZED (
       SELECT f.query_id, f.rating FROM feedback f WHERE f.user_id = :person
     )
     SELECT parts.part::int, asked.*, ended.*
     FROM ${partRows} CROSS JOIN LATERAL (
       SELECT count(*)::int AS questions, count(*) FILTER (WHERE ${isRated('up')})::int AS up,
         count(*) FILTER (WHERE ${isRated('down')})::int AS down
       FROM queries q
       WHERE q.user_id = :person AND ${inPart('q.created_at')} AND ${questionCountsOfPerson('q')}
     ) asked
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
