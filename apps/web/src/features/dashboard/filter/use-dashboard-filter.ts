import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useMay } from '../../../lib/permissions.ts'
import { given } from '../../../lib/search-params.ts'
import { dashboardFilter } from './dashboard-filter.ts'
import type { DashboardSearch } from './dashboard-search.ts'
import { browserZone } from './zone.ts'

const route = getRouteApi('/app/dashboard')

export type ChangeFilter = (part: { [K in keyof DashboardSearch]: DashboardSearch[K] | undefined }) => void

/** The filter of the address bar, read and changed. A change keeps what else stands in the address. */
export function useDashboardFilter() {
  const search = route.useSearch()
  const navigate = useNavigate()
  const mayReadAll = useMay()('analytics:read')
  const filter = dashboardFilter(search, { zone: browserZone(), mayReadAll, now: Date.now() })
  const change: ChangeFilter = (part) =>
    void navigate({ to: '.', search: (before) => given({ ...before, ...part }), replace: true })
  return { search, mayReadAll, change, ...filter }
}
