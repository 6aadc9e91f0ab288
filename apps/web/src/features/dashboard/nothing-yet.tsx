import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, buttonClass } from '../../components/ui/button.tsx'
import { EmptyState, SkeletonRows } from '../../components/ui/states.tsx'
import { trpc } from '../../lib/api.ts'
import { useText } from '../../lib/i18n.ts'
import { documentCount } from '../library/counts.ts'
import type { DashboardSearch } from './filter/dashboard-search.ts'
import { useDashboardFilter } from './filter/use-dashboard-filter.ts'

/** Nothing was done that could be counted: the next step, which is a wider filter, documents, or a question. */
export function NothingYet({ search }: { search: DashboardSearch }) {
  const { t } = useText()
  const { change } = useDashboardFilter()
  const collections = useQuery(trpc.collections.list.queryOptions({ limit: 100 }))
  const isFiltered =
    search.collection !== undefined ||
    search.person !== undefined ||
    !(search.period === undefined || search.period === '12m')
  if (isFiltered)
    return (
      <EmptyState title={t('dashboard.empty.filtered')} text={t('dashboard.empty.filteredText')}>
        <Button
          onClick={() =>
            change({
              period: '12m',
              from: undefined,
              to: undefined,
              collection: undefined,
              person: undefined,
              name: undefined,
            })
          }
        >
          {t('dashboard.empty.widen')}
        </Button>
      </EmptyState>
    )
  if (collections.isPending) return <SkeletonRows count={3} className="h-12" />
  const hasDocuments = collections.data?.items.some(({ counts }) => documentCount(counts) > 0)
  return hasDocuments ? (
    <EmptyState title={t('dashboard.empty.title')} text={t('dashboard.empty.askText')}>
      <Link to="/" search={{}} className={buttonClass({ variant: 'primary' })}>
        {t('dashboard.empty.ask')}
      </Link>
    </EmptyState>
  ) : (
    <EmptyState title={t('dashboard.empty.title')} text={t('dashboard.empty.addText')}>
      <Link to="/library" className={buttonClass({ variant: 'primary' })}>
        {t('dashboard.empty.add')}
      </Link>
    </EmptyState>
  )
}
