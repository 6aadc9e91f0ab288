import type { QuestionKind } from '@sarvanom/core/schemas'
import { linkOptions } from '@tanstack/react-router'
import { given } from '../../lib/search-params.ts'
import type { DashboardSearch } from './filter/dashboard-search.ts'
import type { Days } from './filter/period.ts'

/** What stands behind a figure: questions of one kind, searches without hits, or documents with one status. */
export type Rows =
  | { of: 'questions'; kind: QuestionKind }
  | { of: 'searches' }
  | { of: 'documents'; status?: 'indexed' | 'failed' }

/** Where those rows are, under the filter of the address and, with `bucket`, only of those days. */
export function rowsAt(rows: Rows, filter: DashboardSearch, bucket?: Days) {
  const search = { ...filter, ...(bucket && { at: bucket.from, until: bucket.to }) }
  switch (rows.of) {
    case 'questions':
      return linkOptions({ to: '/dashboard/questions', search: { ...search, kind: rows.kind } })
    case 'searches':
      return linkOptions({ to: '/dashboard/searches', search })
    case 'documents':
      // The library knows no days: it shows what there is now.
      return filter.collection === undefined
        ? linkOptions({ to: '/library' })
        : linkOptions({
            to: '/library/$collectionId',
            params: { collectionId: filter.collection },
            search: given({ status: rows.status }),
          })
    default:
      return rows satisfies never
  }
}
