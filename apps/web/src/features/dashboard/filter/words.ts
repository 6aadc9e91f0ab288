import type { Granularity, LONGEST_PERIOD, QuestionKind, SEARCHES_KEPT_DAYS } from '@sarvanom/core/schemas'

// The words of the server's schemas, written again: the router reads addresses with them, and importing the schemas would
// put zod on every page.

export const granularities = ['hour', 'day', 'week', 'month'] as const satisfies readonly Granularity[]

export const questionKinds = [
  'all',
  'answered',
  'unanswered',
  'failed',
  'cancelled',
  'low-rated',
  'contradicted',
  'slow',
] as const satisfies readonly QuestionKind[]

export const periods = ['7d', '30d', '90d', '12m', 'custom'] as const
export type Period = (typeof periods)[number]

/** In days. */
export const longestPeriod: typeof LONGEST_PERIOD = 731

/** How long a search is kept, in days. */
export const searchesKeptDays: typeof SEARCHES_KEPT_DAYS = 90
