import { failSpan, inSpan } from '../../telemetry/index.ts'
import type { PoolEntry } from '../ranking/rank.ts'
import type { Candidate } from '../store/candidates.ts'
import type { IndexTable } from '../store/table.ts'
import type { OpenVersion } from '../store/versions.ts'
import type { LaneReport } from '../types.ts'

export interface LaneResult {
  report: LaneReport
  candidates: Candidate[]
  /** On the clock of `performance`; absent where it did not search. */
  begun?: number
  error?: unknown
}

/** The index cannot be told to stop; a search does not wait for it for ever. */
const mostMs = 20_000

async function inTime<T>(work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer within ${mostMs / 1000} s`)), mostMs)
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

const timed = (name: 'keyword' | 'vector', find: () => Promise<Candidate[]>): Promise<LaneResult> =>
  inSpan(`lane ${name}`, {}, async (span): Promise<LaneResult> => {
    const begun = performance.now()
    const tookMs = () => Math.round((performance.now() - begun) * 10) / 10
    try {
      const candidates = await inTime(find())
      return { report: { status: 'ok', tookMs: tookMs() }, candidates, begun }
    } catch (error) {
      failSpan(span, error)
      const message = 'The search index did not answer'
      return { report: { status: 'failed', tookMs: tookMs(), message }, candidates: [], begun, error }
    }
  })

const off = (message: string): LaneResult => ({ report: { status: 'off', tookMs: 0, message }, candidates: [] })

/** @param terms every term of the question, in all its languages. */
export const keywordLane = (table: IndexTable, terms: readonly string[], where: string, limit: number) =>
  timed('keyword', async () => (terms.length === 0 ? [] : table.keyword(terms, where, limit)))

export const vectorLane = async (
  { embedder, table }: OpenVersion,
  vector: Float32Array | undefined,
  where: string,
  limit: number,
): Promise<LaneResult> => {
  if (!embedder)
    return off('Not fitted yet: the built-in embedder learns from the documents once there are enough of them')
  return timed('vector', async () => (vector ? table.nearest(vector, where, limit) : []))
}

/** Cosine of unit vectors; a vector of zeros, of a text without any known term, is like nothing. */
const dot = (a: Float32Array, b: Float32Array) => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}

/**
 * What either lane found, each chunk once and with the scores of both: a chunk that one lane missed is not one that it
 * scored zero.
 */
export const mergeLanes = async (
  table: IndexTable,
  terms: readonly string[],
  vector: Float32Array | undefined,
  { keyword, nearest }: { keyword: LaneResult | undefined; nearest: LaneResult | undefined },
): Promise<PoolEntry[]> => {
  const found = new Map<string, Candidate>()
  for (const candidate of [...(nearest?.candidates ?? []), ...(keyword?.candidates ?? [])])
    found.set(candidate.chunkId, candidate)
  const keywordScores = new Map(keyword?.candidates.map(({ chunkId, score }) => [chunkId, score]))
  const missing = [...found.keys()].filter((chunkId) => !keywordScores.has(chunkId))
  if (keyword?.report.status === 'ok' && terms.length > 0) {
    // Without these scores the ranking is a little worse, and still a ranking.
    const scores = await inTime(table.scores(terms, missing)).catch(() => new Map<string, number>())
    for (const [chunkId, score] of scores) keywordScores.set(chunkId, score)
  }
  const hasVector = nearest?.report.status === 'ok' && vector !== undefined
  return [...found.values()].map(({ chunkId, documentId, terms: encoded, vector: own }) => ({
    chunkId,
    documentId,
    terms: encoded,
    keyword: keywordScores.get(chunkId) ?? 0,
    vector: hasVector && own ? dot(vector, own) : undefined,
  }))
}
