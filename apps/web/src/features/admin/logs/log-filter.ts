import { dayParam, given, oneOf, textParam } from '../../../lib/search-params.ts'
import { periodOf } from '../period.ts'

/** The filter as it stands in the address. Days are whole days where the reader is. */
export interface LogSearch {
  level?: 'error'
  search?: string
  from?: string
  to?: string
}

export const logSearch = (search: Record<string, unknown>): LogSearch =>
  given({
    level: oneOf(search['level'], ['error']),
    search: textParam(search['search'])?.slice(0, 200),
    from: dayParam(search['from']),
    to: dayParam(search['to']),
  })

/** What the server is asked. */
export const logInput = ({ level, search, from, to }: LogSearch) =>
  given({ level, search: search?.trim() || undefined, ...periodOf(given({ from, to })) })
