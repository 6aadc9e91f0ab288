import type { Granularity } from '@sarvanom/core/schemas'
import { addDays, addMonths, daysOf } from './day.ts'
import { granularities, longestPeriod, type Period } from './words.ts'

/** First and last day, both included. */
export interface Days {
  from: string
  to: string
}

interface Asked {
  period?: Period
  from?: string
  to?: string
}

const length = { '7d': 7, '30d': 30, '90d': 90 }

/** The days that a filter means. Own days that are the wrong way round are turned, and cut to what the server takes. */
export function periodDays({ period = '30d', from, to }: Asked, today: string): Days {
  if (period === '12m') return { from: addDays(addMonths(today, -12), 1), to: today }
  if (period !== 'custom') return { from: addDays(today, 1 - length[period]), to: today }
  const [first = today, last = today] = [from ?? addDays(to ?? today, -29), to ?? today].sort()
  return daysOf({ from: first, to: last }) > longestPeriod
    ? { from: addDays(last, 1 - longestPeriod), to: last }
    : { from: first, to: last }
}

const LONGEST_BY_HOUR = 14

/** Hours are told for two weeks at most; anything longer would be thousands of columns. */
export const possibleGranularities = (days: number): Granularity[] =>
  granularities.filter((granularity) => granularity !== 'hour' || days <= LONGEST_BY_HOUR)

const automatic = (days: number): Granularity => {
  if (days <= 2) return 'hour'
  if (days <= 45) return 'day'
  return days <= 190 ? 'week' : 'month'
}

/** The chosen granularity where the period allows it, else the one that makes a readable number of columns. */
export const granularityFor = (days: number, chosen?: Granularity): Granularity =>
  chosen !== undefined && possibleGranularities(days).includes(chosen) ? chosen : automatic(days)
