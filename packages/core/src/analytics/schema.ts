import { z } from 'zod'
import { idSchema, pageInputSchema } from '../shared-schema.ts'

const isTimeZone = (value: string) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return true
  } catch {
    return false
  }
}

/** How long a period may be, in days. */
export const LONGEST_PERIOD = 731

const fields = {
  /** First and last day of the period, both included, in `timeZone`. Default: the 30 days up to today, or up to `to`. */
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  /** IANA name. Days and hours of every figure are those of this zone. */
  timeZone: z.string().max(64).refine(isTimeZone, 'must be the name of a time zone, like Europe/Berlin').default('UTC'),
  /** `own`: the caller's own figures; `all`, with `analytics:read`: everybody's. Default: all where that is permitted. */
  scope: z.enum(['own', 'all']).optional(),
  /** Only questions that were limited to this collection or whose answer cites a document of it; ingest into it. */
  collectionId: idSchema.optional(),
  /** Only this person's; another's takes `analytics:read`. */
  userId: idSchema.optional(),
}

const orderly = <S extends z.ZodType<{ from?: string | undefined; to?: string | undefined }>>(schema: S) =>
  schema.superRefine(({ from, to }, context) => {
    if (from === undefined || to === undefined) return
    const days = (Date.parse(to) - Date.parse(from)) / 86_400_000
    if (days < 0) context.addIssue({ code: 'custom', path: ['to'], message: 'must not be before "from"' })
    if (days >= LONGEST_PERIOD)
      context.addIssue({ code: 'custom', path: ['to'], message: `must be within ${LONGEST_PERIOD} days of "from"` })
  })

const filterObject = z.object(fields)
export const analyticsFilterSchema = orderly(filterObject)
export type AnalyticsFilter = z.output<typeof filterObject>

export const granularities = ['hour', 'day', 'week', 'month'] as const
export type Granularity = (typeof granularities)[number]

/** `hour` for at most 14 days. Weeks begin on Monday. */
export const timeseriesSchema = orderly(filterObject.extend({ granularity: z.enum(granularities).default('day') }))

/** What is ranked. `people` takes `analytics:read`. */
export const topLists = ['documents', 'unused-documents', 'agents', 'models', 'people'] as const
export type TopList = (typeof topLists)[number]
export const topSchema = orderly(
  filterObject.extend({
    list: z.enum(topLists).default('documents'),
    limit: z.number().int().min(1).max(100).default(10),
  }),
)

/** The rows behind the figures. */
export const questionKinds = [
  'all',
  'answered',
  'unanswered',
  'failed',
  'cancelled',
  'low-rated',
  'contradicted',
  'slow',
] as const
export type QuestionKind = (typeof questionKinds)[number]
export const analyticsQuestionsSchema = orderly(
  filterObject.extend({ kind: z.enum(questionKinds).default('all'), ...pageInputSchema.shape }),
)
/** Searches that found nothing. */
export const analyticsSearchesSchema = orderly(filterObject.extend({ ...pageInputSchema.shape }))

/** `GET /api/analytics/export?report=…`: the same figures as CSV. */
export const exportReports = ['timeseries', ...topLists, 'questions', 'searches'] as const
export const exportAnalyticsSchema = orderly(
  filterObject.extend({
    report: z.enum(exportReports),
    granularity: z.enum(granularities).default('day'),
    kind: z.enum(questionKinds).default('all'),
  }),
)

/** Figures of one period. Times in milliseconds; null where nothing was measured. */
export interface Figures {
  /** Questions asked: queries created. */
  questions: number
  /** Different people who asked. */
  askers: number
  /** Runs that ended, by outcome; `unanswered`: completed and nothing was found. */
  answered: number
  unanswered: number
  failed: number
  cancelled: number
  /** From asking to the end, and to the first words, of completed runs: half of them took no longer, and 95 of 100. */
  timeToAnswerMs: { p50: number | null; p95: number | null }
  timeToFirstContentMs: { p50: number | null; p95: number | null }
  verdicts: { supported: number; contradicted: number; not_found: number }
  ratings: { up: number; down: number }
  searches: number
  searchesWithoutHits: number
  documents: { added: number; indexed: number; failed: number }
  model: { calls: number; inputTokens: number; outputTokens: number; cost: number | null }
}

export interface AnalyticsScope {
  scope: 'own' | 'all'
  from: string
  to: string
  timeZone: string
  /** Null: no price is configured, so no cost can be told. */
  currency: string | null
}

export interface AnalyticsOverview extends AnalyticsScope {
  figures: Figures
  /** The same number of days just before. */
  previous: Figures
}

/** Every bucket of the period is there, also those in which nothing happened. */
export interface AnalyticsTimeseries extends AnalyticsScope {
  granularity: Granularity
  /** `start`: ISO date and time with the offset of the time zone, as `2026-11-01T00:00:00+01:00`. */
  buckets: ({ start: string } & Figures)[]
}

export type TopItem =
  /** Most used first: claims that cite it in answers of the period. A document that the reader may not read has no title. */
  | {
      list: 'documents'
      documentId: string
      title: string | null
      collectionId: string
      claims: number
      answers: number
    }
  /** Indexed, readable by the caller, and cited by nothing in the period; oldest first. */
  | { list: 'unused-documents'; documentId: string; title: string; collectionId: string; addedAt: string }
  /** A step of runs: planner, retriever, synthesizer, fact-checker, citer. `failed`: runs that ended while it worked. */
  | {
      list: 'agents'
      agent: string
      runs: number
      failed: number
      durationMs: { p50: number | null; p95: number | null }
    }
  | { list: 'models'; model: string; answers: number; inputTokens: number; outputTokens: number; cost: number | null }
  | { list: 'people'; userId: string; name: string | null; questions: number; unanswered: number; lowRated: number }

export interface AnalyticsTop extends AnalyticsScope {
  list: TopList
  items: TopItem[]
}

/** One question behind a figure. Its answer stays with who asked. */
export interface AnalyticsQuestion {
  queryId: string
  /** Of the caller's own questions, so that they can be opened; else null. */
  threadId: string | null
  question: string
  askedAt: string
  user: { id: string; name: string | null }
  status: 'pending' | 'running' | 'completed' | 'failed' | 'cancelled'
  kind: 'generated' | 'extractive' | 'none' | null
  errorCode: string | null
  totalMs: number | null
  verdicts: { supported: number; contradicted: number; not_found: number }
  rating: 'up' | 'down' | null
  comment: string | null
}

export interface AnalyticsSearch {
  id: string
  query: string
  searchedAt: string
  user: { id: string; name: string | null }
  tookMs: number
}
