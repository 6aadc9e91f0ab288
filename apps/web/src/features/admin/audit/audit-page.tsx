import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { buttonClass } from '../../../components/ui/button.tsx'
import { EmptyState, ErrorNote, ListEnd, SkeletonRows } from '../../../components/ui/states.tsx'
import { trpc } from '../../../lib/api.ts'
import { useText } from '../../../lib/i18n.ts'
import { Part } from '../part.tsx'
import { auditInput, exportAddress } from './audit-filter.ts'
import { AuditFilters } from './audit-filters.tsx'
import { AuditList } from './audit-list.tsx'

const route = getRouteApi('/app/admin/audit')

export function AuditPage() {
  const { t } = useText()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/admin/audit' })
  const list = useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(
      { limit: 50, ...auditInput(search) },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  )
  const events = list.data?.pages.flatMap((page) => page.items) ?? []
  const onPerson = (id: string, name: string) =>
    void navigate({ search: { ...search, actor: id, name }, replace: true })
  return (
    <Part
      title={t('audit.title')}
      lead={t('audit.lead')}
      actions={(['csv', 'json'] as const).map((format) => (
        <a
          key={format}
          href={exportAddress(search, format)}
          download
          title={t('audit.exportHint')}
          className={buttonClass({})}
        >
          <Download size={16} aria-hidden />
          {t(format === 'csv' ? 'audit.exportCsv' : 'audit.exportJson')}
        </a>
      ))}
    >
      <AuditFilters search={search} />
      {list.isPending ? (
        <SkeletonRows count={10} className="h-12" />
      ) : list.error ? (
        <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      ) : events.length === 0 ? (
        <EmptyState title={t('audit.empty')} text={t('audit.emptyText')} />
      ) : (
        <>
          <AuditList events={events} onPerson={onPerson} />
          <ListEnd
            hasMore={list.hasNextPage}
            loading={list.isFetchingNextPage}
            onMore={() => void list.fetchNextPage()}
            count={events.length}
          />
        </>
      )}
    </Part>
  )
}
