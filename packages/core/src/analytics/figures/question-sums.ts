import { bytesOf, packed } from '../bytes.ts'
import type { Parts } from '../period.ts'
import type { Reach } from '../reach.ts'
import type { Read } from '../snapshot.ts'
import type { Cover } from './cover.ts'
import { ofCover, parametersOf } from './parameters.ts'
import {
  bucketsIn,
  partAt,
  questionColumns,
  questionCounts,
  questionsIn,
  ratingColumns,
  unsummed,
  withRatings,
} from './sql.ts'

/** Questions of one part of the time, and what was said of their answers. */
export interface QuestionSums {
  /** From 1. */
  part: number
  questions: number
  up: number
  down: number
  /** Numbers of who asked, of every question. */
  askers: Buffer
}

/** Sums of the buckets that hold, and the rows of those that do not. */
const counted = `(
    SELECT ${partAt('b.bucket')} AS part, b.questions, b.up, b.down, b.askers, b.low_rated
    FROM ${bucketsIn('question_buckets')}
    UNION ALL
    SELECT ${partAt('q.created_at')}, ${questionColumns}
    FROM ${questionsIn(unsummed)}
    WHERE ${questionCounts('q')}
    UNION ALL
    SELECT ${partAt('q.created_at')}, ${ratingColumns}
    FROM ${withRatings(questionsIn(unsummed))}
    WHERE ${questionCounts('q')}
  ) counted`

/** Everybody's. Parts in which nobody asked are not among them. @param cover of the parts */
export async function questionSums(read: Read, reach: Reach, parts: Parts, cover: Cover): Promise<QuestionSums[]> {
  const rows = await read<Omit<QuestionSums, 'askers'> & { askers: string }>(
    `SELECT part, sum(questions)::int AS questions, sum(up)::int AS up, sum(down)::int AS down, ${packed('askers')} AS askers
     FROM ${counted} GROUP BY part`,
    { ...parametersOf(reach, parts), ...ofCover(cover) },
  )
  return rows.map((row) => ({ ...row, askers: bytesOf(row.askers) }))
}

/** Numbers of who asked, of every question, and of every one that was rated down. */
export async function askersOf(read: Read, reach: Reach, parts: Parts, cover: Cover) {
  const [row] = await read<{ asked: string | null; lowRated: string | null }>(
    `SELECT ${packed('askers')} AS asked, ${packed('low_rated')} AS "lowRated" FROM ${counted}`,
    { ...parametersOf(reach, parts), ...ofCover(cover) },
  )
  return { asked: bytesOf(row?.asked), lowRated: bytesOf(row?.lowRated) }
}
