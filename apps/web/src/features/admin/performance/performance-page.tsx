import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useText } from '../../../lib/i18n.ts'
import { Part } from '../part.tsx'
import { SlowRuns } from './slow-runs.tsx'
import { SlowSpots } from './slow-spots.tsx'

const route = getRouteApi('/app/admin/performance')

/** Where the servers are slow: answers, statements of the database, and what holds the event loop. */
export function PerformancePage() {
  const { t } = useText()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/admin/performance' })
  const sort = search.sort ?? 'worst'
  return (
    <Part title={t('performance.title')} lead={t('performance.lead')}>
      <div className="grid gap-12">
        <SlowRuns
          period={search.period ?? 'week'}
          onPeriod={(period) => {
            const { period: _, ...rest } = search
            void navigate({ search: period === 'week' ? rest : { ...rest, period }, replace: true, resetScroll: false })
          }}
        />
        {(['statement', 'stall'] as const).map((kind) => (
          <SlowSpots
            key={kind}
            kind={kind}
            sort={sort}
            onSort={(chosen) => {
              const { sort: _, ...rest } = search
              void navigate({
                search: chosen === 'worst' ? rest : { ...rest, sort: chosen },
                replace: true,
                resetScroll: false,
              })
            }}
          />
        ))}
      </div>
    </Part>
  )
}
