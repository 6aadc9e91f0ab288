import type { Database } from '@sarvanom/db'
import { DomainError } from '../../errors.ts'
import { inSpan, type Logger, type Metrics } from '../../telemetry/index.ts'
import { analyzeQuery, queryLanguages } from '../analysis/query.ts'
import { LSA_WEIGHTS, rank } from '../ranking/rank.ts'
import { searchFilter } from '../store/filter.ts'
import type { OpenVersion } from '../store/versions.ts'
import type { Hit, LaneReport, RetrievalLane, SearchFilters, SearchResult } from '../types.ts'
import { keywordLane, type LaneResult, mergeLanes, vectorLane } from './lanes.ts'
import { type ReadScope, readBack } from './read-back.ts'

export interface SearchRequest {
  query: string
  /** Where to look, and the access rule that what is found is read back under. */
  scope: ReadScope
  /** 1 to 100; default 10. */
  limit?: number | undefined
  /** Default both. */
  lanes?: readonly RetrievalLane[] | undefined
  filters?: SearchFilters | undefined
  /** At most one hit a document: its best chunk. */
  groupByDocument?: boolean | undefined
  signal?: AbortSignal | undefined
}

export interface SearchContext {
  db: Pick<Database, 'prisma'>
  log: Logger
  metrics: Pick<Metrics, 'searchDuration' | 'searchesWithoutHits' | 'laneDuration'>
  /** The index version to search. @throws when there is none. */
  active(): Promise<OpenVersion>
  /** Called when a lane failed. */
  failed(): void
  /** How many documents each language has. */
  languages(): Promise<ReadonlyMap<string, number>>
}

const MAX_LIMIT = 100
/** Candidates of each lane: at least this many, so that ranking has neighbours to compare. */
const LEAST_POOL = 100
const MOST_POOL = 1_600

/**
 * Finds the chunks that best match a question, within the scope. One lane that fails is reported and the other carries
 * on.
 *
 * @throws DomainError SERVICE_UNAVAILABLE when no lane could search; BAD_REQUEST for a limit or date out of range.
 */
export const search = (context: SearchContext, request: SearchRequest): Promise<SearchResult> =>
  inSpan('search', { 'sarvanom.collections': request.scope.collectionIds.length }, () => measured(context, request))

const measured = async (context: SearchContext, request: SearchRequest): Promise<SearchResult> => {
  const { metrics } = context
  const ended = metrics.searchDuration.startTimer()
  try {
    const result = await searchIn(context, request)
    ended({ outcome: 'ok' })
    if (result.hits.length === 0) metrics.searchesWithoutHits.inc()
    return result
  } catch (error) {
    ended({ outcome: request.signal?.aborted ? 'cancelled' : 'failed' })
    throw error
  }
}

const searchIn = async (context: SearchContext, request: SearchRequest): Promise<SearchResult> => {
  const begun = performance.now()
  const { scope, signal, limit = 10 } = request
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT)
    throw new DomainError('BAD_REQUEST', `limit must be a whole number from 1 to ${MAX_LIMIT}`)
  const where = searchFilter(scope, request.filters ?? {})
  const tookMs = () => Math.round((performance.now() - begun) * 10) / 10
  if (scope.collectionIds.length === 0) return { hits: [], tookMs: tookMs(), lanes: idle(request) }

  const groupByDocument = request.groupByDocument ?? false
  let hits: Hit[] = []
  let lanes: SearchResult['lanes'] = {}
  for (let pool = Math.max(LEAST_POOL, limit * 2); ; pool *= 4) {
    signal?.throwIfAborted()
    const found = await findTwice(context, request, where, pool, begun)
    signal?.throwIfAborted()
    lanes = found.lanes
    hits = await readBack(context.db, scope, found.ranking, { limit, groupByDocument })
    // Fewer than asked for although a lane had more to give: rows out of date, or many chunks of few documents.
    if (hits.length >= limit || !found.more || pool * 4 > MOST_POOL) break
  }
  return { hits, tookMs: tookMs(), lanes }
}

/** A version may be swapped away under the search, so a failure is tried once more on what is active then. */
const findTwice = async (...args: Parameters<typeof findOnce>) => {
  const [context] = args
  try {
    return await findOnce(...args)
  } catch {
    context.failed()
  }
  try {
    return await findOnce(...args)
  } catch (error) {
    throw unavailable(error)
  }
}

const unavailable = (cause: unknown) =>
  new DomainError('SERVICE_UNAVAILABLE', 'The search index is not available at the moment', { cause, retryAfter: 5 })

const idle = ({ lanes = ['keyword', 'vector'] }: SearchRequest): SearchResult['lanes'] =>
  Object.fromEntries(lanes.map((lane) => [lane, { status: 'ok', tookMs: 0 }]))

const reportOf = ({ report, begun }: LaneResult, since: number): LaneReport =>
  begun === undefined ? report : { ...report, startMs: Math.round((begun - since) * 10) / 10 }

/** @param since when the search began, on the clock of `performance` */
const findOnce = async (
  context: SearchContext,
  request: SearchRequest,
  where: string,
  limit: number,
  since: number,
) => {
  const { query, lanes: wanted = ['keyword', 'vector'], filters } = request
  const version = await context.active()
  const { table, embedder, idf } = version
  const languages = filters?.language ? [filters.language] : queryLanguages(query, await context.languages())
  const queries = analyzeQuery(query, languages, idf)
  const terms = [...new Set(queries.flat())]
  const vector = embedder && wanted.includes('vector') ? await embedder.embedQuery(query, queries.flat()) : undefined

  const [keyword, nearest] = await Promise.all([
    wanted.includes('keyword') ? keywordLane(table, terms, where, limit) : undefined,
    wanted.includes('vector') ? vectorLane(version, vector, where, limit) : undefined,
  ])
  const results = [keyword, nearest].filter((lane): lane is LaneResult => lane !== undefined)
  for (const [lane, result] of Object.entries({ keyword, vector: nearest })) {
    if (!result || result.report.status === 'off') continue
    const { status, tookMs } = result.report
    context.metrics.laneDuration.observe({ lane, status }, tookMs / 1000)
  }
  for (const { error } of results) {
    if (!error) continue
    context.log.warn({ err: error }, 'a search lane failed')
    context.failed()
  }
  if (results.some(({ report }) => report.status === 'failed') && !results.some(({ report }) => report.status === 'ok'))
    throw results.find(({ error }) => error)?.error

  const pool = await mergeLanes(table, terms, vector, { keyword, nearest })
  return {
    ranking: rank({ queries, pool, idf, weights: LSA_WEIGHTS }),
    more: results.some(({ candidates }) => candidates.length >= limit),
    lanes: {
      ...(keyword ? { keyword: reportOf(keyword, since) } : {}),
      ...(nearest ? { vector: reportOf(nearest, since) } : {}),
    },
  }
}
