import type { ModelSettings } from '../../settings/schema.ts'
import { distinctAskers } from '../askers.ts'
import { countClasses, quantilesOf } from '../latency.ts'
import type { Parts } from '../period.ts'
import type { Reach } from '../reach.ts'
import type { Figures } from '../schema.ts'
import type { Read } from '../snapshot.ts'
import { costOf } from './cost.ts'
import { type Cover, readCover } from './cover.ts'
import { type IngestSums, ingestSums } from './ingest-sums.ts'
import { personSums } from './person-sums.ts'
import { type QuestionSums, questionSums } from './question-sums.ts'
import { type RunSums, runSums } from './run-sums.ts'
import { type SearchSums, searchSums } from './search-sums.ts'

/** The figures of each part of the time, in order; also of those in which nothing happened. */
export async function readFigures(read: Read, reach: Reach, parts: Parts, prices: ModelSettings): Promise<Figures[]> {
  const cover = await readCover(read, reach, parts)
  const { questions, runs } =
    reach.person === undefined ? await everybody(read, reach, parts, cover) : await person(read, reach, parts)
  const searches = byPart(await searchSums(read, reach, parts, cover))
  const ingest = byPart(await ingestSums(read, reach, parts))
  return parts.starts.map((_, n) =>
    figuresOf(prices, questions.get(n + 1), runs.get(n + 1), searches.get(n + 1), ingest.get(n + 1)),
  )
}

type Questions = Pick<QuestionSums, 'questions' | 'up' | 'down'> & { part: number; askers: number }

async function everybody(read: Read, reach: Reach, parts: Parts, cover: Cover) {
  const questions = await questionSums(read, reach, parts, cover)
  const runs = await runSums(read, reach, parts, cover)
  return {
    questions: byPart<Questions>(questions.map((one) => ({ ...one, askers: distinctAskers(one.askers) }))),
    runs: byPart(runs),
  }
}

async function person(read: Read, reach: Reach, parts: Parts) {
  const sums = await personSums(read, reach, parts)
  return {
    questions: byPart<Questions>(sums.map((one) => ({ ...one, askers: Math.min(one.questions, 1) }))),
    runs: byPart<RunSums>(sums),
  }
}

const byPart = <Row extends { part: number }>(rows: readonly Row[]) => new Map(rows.map((row) => [row.part, row]))

const nothing = Buffer.alloc(0)

function figuresOf(
  prices: ModelSettings,
  questions: Questions | undefined,
  runs: RunSums | undefined,
  searches: SearchSums | undefined,
  ingest: IngestSums | undefined,
): Figures {
  const latencies = runs?.latencies ?? nothing
  const tokens = { inputTokens: runs?.inputTokens ?? 0, outputTokens: runs?.outputTokens ?? 0 }
  return {
    questions: questions?.questions ?? 0,
    askers: questions?.askers ?? 0,
    answered: runs?.answered ?? 0,
    unanswered: runs?.unanswered ?? 0,
    failed: runs?.failed ?? 0,
    cancelled: runs?.cancelled ?? 0,
    timeToAnswerMs: quantilesOf(countClasses(latencies, 0, 2)),
    timeToFirstContentMs: quantilesOf(countClasses(latencies, 1, 2)),
    verdicts: {
      supported: runs?.supported ?? 0,
      contradicted: runs?.contradicted ?? 0,
      not_found: runs?.notFound ?? 0,
    },
    ratings: { up: questions?.up ?? 0, down: questions?.down ?? 0 },
    searches: searches?.searches ?? 0,
    searchesWithoutHits: searches?.searchesWithoutHits ?? 0,
    documents: { added: ingest?.added ?? 0, indexed: ingest?.indexed ?? 0, failed: ingest?.failed ?? 0 },
    model: { calls: runs?.modelCalls ?? 0, ...tokens, cost: costOf(prices, tokens) },
  }
}
