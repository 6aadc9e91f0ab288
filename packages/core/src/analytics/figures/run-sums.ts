import { bucketMinutes, type Parts } from '../period.ts'
import type { Reach } from '../reach.ts'
import type { Read } from '../snapshot.ts'
import { parametersOf } from './parameters.ts'
import {
  holding,
  marked,
  ofCollection,
  partAt,
  runColumns,
  runCounts,
  runCountsOfPerson,
  runsIn,
  within,
} from './sql.ts'

/** Ended runs that were asked for in one part of the time. */
export interface RunSums {
  /** From 1. */
  part: number
  answered: number
  unanswered: number
  failed: number
  cancelled: number
  supported: number
  contradicted: number
  notFound: number
  modelCalls: number
  inputTokens: number
  outputTokens: number
  /** Two bytes of each completed run: classes of the time to the end and to the first content. */
  latencies: Buffer
}

export interface ModelSums {
  model: string
  answers: number
  inputTokens: number
  outputTokens: number
}

const rows = (minutes: number) => `WITH ${marked(minutes)}, counted AS NOT MATERIALIZED (
    SELECT ${partAt('b.bucket')} AS part, b.model, b.answered, b.unanswered, b.failed, b.cancelled, b.supported,
      b.contradicted, b.not_found, b.model_calls, b.input_tokens, b.output_tokens, b.latencies, b.step_latencies,
      b.unanswered_askers
    FROM run_buckets b WHERE ${holding(minutes)}
    UNION ALL
    SELECT ${partAt('r.created_at')}, ${runColumns}
    FROM ${runsIn('quarters')} JOIN users u ON u.id = r.user_id
    WHERE ${runCounts('r')}
  )`

const rowsOfPerson = `WITH ${ofCollection}, counted AS NOT MATERIALIZED (
    SELECT ${partAt('r.created_at')} AS part, ${runColumns}
    FROM runs r JOIN users u ON u.id = r.user_id
    WHERE r.user_id = $4 AND ${within('r.created_at')} AND r.completed_at IS NOT NULL AND ${runCountsOfPerson('r')}
  )`

const select = <Row extends object>(read: Read, reach: Reach, parts: Parts, what: string): Promise<Row[]> =>
  read<Row>(
    `${reach.person === undefined ? rows(bucketMinutes(parts)) : rowsOfPerson} ${what}`,
    parametersOf(reach, parts),
  )

/** Parts in which no run was asked for are not among them. */
export const runSums = (read: Read, reach: Reach, parts: Parts): Promise<RunSums[]> =>
  select(
    read,
    reach,
    parts,
    `SELECT part, sum(answered)::int AS answered, sum(unanswered)::int AS unanswered, sum(failed)::int AS failed,
       sum(cancelled)::int AS cancelled, sum(supported)::int AS supported, sum(contradicted)::int AS contradicted,
       sum(not_found)::int AS "notFound", sum(model_calls)::int AS "modelCalls",
       sum(input_tokens)::float8 AS "inputTokens", sum(output_tokens)::float8 AS "outputTokens",
       string_agg(latencies, ''::bytea) AS latencies
     FROM counted GROUP BY part`,
  )

/** By the model that wrote the answer. */
export const modelSums = (read: Read, reach: Reach, parts: Parts): Promise<ModelSums[]> =>
  select(
    read,
    reach,
    parts,
    `SELECT model, sum(answered + unanswered)::int AS answers, sum(input_tokens)::float8 AS "inputTokens",
       sum(output_tokens)::float8 AS "outputTokens"
     FROM counted WHERE model <> '' GROUP BY model`,
  )

/** Six bytes of each run: classes of the time of each agent, and the number of the one that failed. */
export async function stepLatencies(read: Read, reach: Reach, parts: Parts): Promise<Buffer> {
  const [row] = await select<{ steps: Buffer | null }>(
    read,
    reach,
    parts,
    `SELECT string_agg(step_latencies, ''::bytea) AS steps FROM counted`,
  )
  return row?.steps ?? Buffer.alloc(0)
}

/** Numbers of who asked, of every run that found nothing. */
export async function unansweredAskers(read: Read, reach: Reach, parts: Parts): Promise<Buffer> {
  const [row] = await select<{ askers: Buffer | null }>(
    read,
    reach,
    parts,
    `SELECT string_agg(unanswered_askers, ''::bytea) AS askers FROM counted`,
  )
  return row?.askers ?? Buffer.alloc(0)
}
