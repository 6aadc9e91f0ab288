import { bytesOf, packed } from '../bytes.ts'
import type { Parts } from '../period.ts'
import type { Reach } from '../reach.ts'
import type { Read } from '../snapshot.ts'
import type { Cover } from './cover.ts'
import { ofCover, parametersOf } from './parameters.ts'
import {
  bucketsIn,
  ofCollection,
  partAt,
  runColumns,
  runColumnsOfPerson,
  runCounts,
  runCountsOfPerson,
  runsIn,
  unsummed,
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

/** A row as it is read, before its bytes are unpacked. */
export type PackedRunSums = Omit<RunSums, 'latencies'> & { latencies: string | null }

export const runSumColumns = `coalesce(sum(answered), 0)::int AS answered, coalesce(sum(unanswered), 0)::int AS unanswered,
  coalesce(sum(failed), 0)::int AS failed, coalesce(sum(cancelled), 0)::int AS cancelled,
  coalesce(sum(supported), 0)::int AS supported, coalesce(sum(contradicted), 0)::int AS contradicted,
  coalesce(sum(not_found), 0)::int AS "notFound", coalesce(sum(model_calls), 0)::int AS "modelCalls",
  coalesce(sum(input_tokens), 0)::float8 AS "inputTokens", coalesce(sum(output_tokens), 0)::float8 AS "outputTokens",
  ${packed('latencies')} AS latencies`

const rows = `WITH counted AS NOT MATERIALIZED (
    SELECT ${partAt('b.bucket')} AS part, '' AS model, 0 AS answers, b.answered, b.unanswered, b.failed, b.cancelled, b.supported,
      b.contradicted, b.not_found, b.model_calls, b.input_tokens, b.output_tokens, b.latencies, b.step_latencies,
      b.unanswered_askers
    FROM ${bucketsIn('run_buckets')}
    UNION ALL
    SELECT ${partAt('r.created_at')}, ${runColumns}
    FROM ${runsIn(unsummed)}
    WHERE ${runCounts('r')}
  )`

const rowsOfPerson = `WITH ${ofCollection}, counted AS NOT MATERIALIZED (
    SELECT ${runColumnsOfPerson}
    FROM runs r
    WHERE r.user_id = :person AND ${within('r.created_at')} AND r.completed_at IS NOT NULL AND ${runCountsOfPerson('r')}
  )`

const select = <Row extends object>(
  read: Read,
  reach: Reach,
  parts: Parts,
  cover: Cover,
  what: string,
): Promise<Row[]> =>
  reach.person === undefined
    ? read(`${rows} ${what}`, { ...parametersOf(reach, parts), ...ofCover(cover) })
    : read(`${rowsOfPerson} ${what}`, parametersOf(reach, parts))

/** Everybody's. Parts in which no run was asked for are not among them. @param cover of the parts */
export async function runSums(read: Read, reach: Reach, parts: Parts, cover: Cover): Promise<RunSums[]> {
  const sums = await read<PackedRunSums>(`${rows} SELECT part, ${runSumColumns} FROM counted GROUP BY part`, {
    ...parametersOf(reach, parts),
    ...ofCover(cover),
  })
  return sums.map((one) => ({ ...one, latencies: bytesOf(one.latencies) }))
}

/** Two bytes of each completed run of the whole time. @param cover of the parts; nothing for a person */
export async function latenciesOf(read: Read, reach: Reach, parts: Parts, cover: Cover): Promise<Buffer> {
  const [row] = await select<{ latencies: string | null }>(
    read,
    reach,
    parts,
    cover,
    `SELECT ${packed('latencies')} AS latencies FROM counted`,
  )
  return bytesOf(row?.latencies)
}

/** By the model that wrote the answer. @param cover of the parts; nothing for a person */
export const modelSums = (read: Read, reach: Reach, parts: Parts, cover: Cover): Promise<ModelSums[]> => {
  const sums = `SELECT model, sum(answers)::int AS answers, sum(input_tokens)::float8 AS "inputTokens",
    sum(output_tokens)::float8 AS "outputTokens"`
  if (reach.person !== undefined)
    return read(`${rowsOfPerson} ${sums} FROM counted WHERE model <> '' GROUP BY model`, parametersOf(reach, parts))
  return read(
    `${sums} FROM (
       SELECT b.model, b.answers, b.input_tokens, b.output_tokens FROM ${bucketsIn('model_buckets')}
       UNION ALL
       SELECT r.model, (r.status = 'completed')::int, r.input_tokens, r.output_tokens
       FROM ${runsIn(unsummed)} WHERE r.model <> '' AND ${runCounts('r')}
     ) counted GROUP BY model`,
    { ...parametersOf(reach, parts), ...ofCover(cover) },
  )
}

/**
 * Six bytes of each run: classes of the time of each agent, and the number of the one that failed.
 *
 * @param cover of the parts; nothing for a person
 */
export async function stepLatencies(read: Read, reach: Reach, parts: Parts, cover: Cover): Promise<Buffer> {
  const [row] = await select<{ steps: string | null }>(
    read,
    reach,
    parts,
    cover,
    `SELECT ${packed('step_latencies')} AS steps FROM counted`,
  )
  return bytesOf(row?.steps)
}

/** Numbers of who asked, of every run of everybody that found nothing. */
export async function unansweredAskers(read: Read, reach: Reach, parts: Parts, cover: Cover): Promise<Buffer> {
  const [row] = await read<{ askers: string | null }>(
    `${rows} SELECT ${packed('unanswered_askers')} AS askers FROM counted`,
    { ...parametersOf(reach, parts), ...ofCover(cover) },
  )
  return bytesOf(row?.askers)
}
