import { Link, Outlet } from '@tanstack/react-router'
import { Page } from '../../components/ui/page.tsx'
import { addEnglish, useText } from '../../lib/i18n.ts'
import { dashboard } from '../../locales/en/dashboard.ts'
import { FilterBar } from './filter/filter-bar.tsx'
import { ScopeSwitch } from './filter/scope-switch.tsx'
import { useDashboardFilter } from './filter/use-dashboard-filter.ts'

addEnglish({ dashboard })

const parts = [
  { to: '/dashboard', key: 'overview' },
  { to: '/dashboard/questions', key: 'questions' },
  { to: '/dashboard/searches', key: 'searches' },
  { to: '/dashboard/unused', key: 'unused' },
] as const

/** The dashboard: one filter over its parts, which goes with the reader from one to the other. */
export function DashboardLayout() {
  const { t } = useText()
  const filter = useDashboardFilter()
  const { search, scope, mayReadAll, change } = filter
  return (
    <Page
      title={t('dashboard.title')}
      lead={t(scope === 'all' ? 'dashboard.leadAll' : 'dashboard.leadOwn')}
      actions={mayReadAll && <ScopeSwitch scope={scope} onChange={change} />}
      wide
    >
      <FilterBar filter={filter} />
      <nav aria-label={t('dashboard.parts')} className="mb-8 border-line border-b">
        <ul className="-mb-px flex flex-wrap gap-x-4 sm:gap-x-6">
          {parts.map(({ to, key }) => (
            <li key={key}>
              <Link
                to={to}
                search={search}
                activeOptions={{ exact: true, includeSearch: false }}
                className="block border-transparent border-b-2 py-2.5 font-medium text-ink-soft hover:text-ink data-[status=active]:border-accent data-[status=active]:text-accent"
              >
                {t(`dashboard.${key}`)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <Outlet />
    </Page>
  )
}
