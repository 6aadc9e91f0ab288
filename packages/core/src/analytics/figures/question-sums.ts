import { bucketMinutes, type Parts } from '../period.ts'
import type { Reach } from '../reach.ts'
import type { Read } from '../snapshot.ts'
import { parametersOf } from './parameters.ts'
import {
  holding,
  marked,
  ofCollection,
  partAt,
  questionColumns,
  questionCounts,
  questionCountsOfPerson,
  questionsIn,
  ratingColumns,
  within,
  withRatings,
} from './sql.ts'

/** Questions of one part of the time, and what was said of their answers. */
export interface QuestionSums {
  /** From 1. */
  part: number
  questions: number
  up: number
  down: number
  /** Numbers of who asked, of every question; and of every one that was rated down. */
  askers: Buffer
  lowRated: Buffer
}

const sums = `part, sum(questions)::int AS questions, sum(up)::int AS up, sum(down)::int AS down,
  string_agg(askers, ''::bytea) AS askers, string_agg(low_rated, ''::bytea) AS "lowRated"`

/** Sums of the buckets that hold, and the rows of those that do not. */
const ofEverybody = (minutes: number) => `WITH ${marked(minutes)}
  SELECT ${sums} FROM (
    SELECT ${partAt('b.bucket')} AS part, b.questions, b.up, b.down, b.askers, b.low_rated
    FROM question_buckets b WHERE ${holding(minutes)}
    UNION ALL
    SELECT ${partAt('q.created_at')}, ${questionColumns}
    FROM ${questionsIn('quarters')} JOIN users u ON u.id = q.user_id
    WHERE ${questionCounts('q')}
    UNION ALL
    SELECT ${partAt('q.created_at')}, ${ratingColumns}
    FROM ${withRatings(questionsIn('quarters'))} JOIN users u ON u.id = q.user_id
    WHERE ${questionCounts('q')}
  ) counted GROUP BY part`

const ofPerson = `WITH ${ofCollection}
  SELECT ${sums} FROM (
    SELECT ${partAt('q.created_at')} AS part, ${questionColumns}
    FROM queries q JOIN users u ON u.id = q.user_id
    WHERE q.user_id = $4 AND ${within('q.created_at')} AND ${questionCountsOfPerson('q')}
    UNION ALL
    SELECT ${partAt('q.created_at')}, ${ratingColumns}
    FROM feedback f JOIN queries q ON q.id = f.query_id JOIN users u ON u.id = q.user_id
    WHERE f.user_id = $4 AND q.user_id = $4 AND ${within('q.created_at')} AND ${questionCountsOfPerson('q')}
  ) counted GROUP BY part`

/** Parts in which nobody asked are not among them. */
export const questionSums = (read: Read, reach: Reach, parts: Parts): Promise<QuestionSums[]> =>
  read(reach.person === undefined ? ofEverybody(bucketMinutes(parts)) : ofPerson, parametersOf(reach, parts))
