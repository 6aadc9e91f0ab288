import type { Granularity, QuestionKind } from '@sarvanom/core/schemas'
import { dayParam, given, oneOf, textParam } from '../../../lib/search-params.ts'
import { granularities, type Period, periods, questionKinds } from './words.ts'
import { isZone } from './zone.ts'

/** The filter as it stands in the address. `name` only says whom `person` is. */
export interface DashboardSearch {
  period?: Period
  from?: string
  to?: string
  by?: Granularity
  tz?: string
  scope?: 'own' | 'all'
  collection?: string
  person?: string
  name?: string
}

/** A part of the period: the days of one bucket of a chart. */
export interface BucketSearch {
  at?: string
  until?: string
}

export function dashboardSearch(search: Record<string, unknown>): DashboardSearch {
  const zone = textParam(search['tz'])
  const period = oneOf(search['period'], periods)
  return given({
    period,
    from: period === 'custom' ? dayParam(search['from']) : undefined,
    to: period === 'custom' ? dayParam(search['to']) : undefined,
    by: oneOf(search['by'], granularities),
    tz: zone && isZone(zone) ? zone : undefined,
    scope: oneOf(search['scope'], ['own', 'all']),
    collection: textParam(search['collection']),
    person: textParam(search['person']),
    name: textParam(search['name']),
  })
}

export function bucketSearch(search: Record<string, unknown>): BucketSearch {
  const at = dayParam(search['at'])
  const until = dayParam(search['until']) ?? at
  return at && until && until >= at ? { at, until } : {}
}

export const questionsSearch = (search: Record<string, unknown>): BucketSearch & { kind?: QuestionKind } => ({
  ...bucketSearch(search),
  ...given({ kind: oneOf(search['kind'], questionKinds) }),
})
