import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { EmptyState, ErrorNote, ListEnd, SkeletonRows } from '../../../components/ui/states.tsx'
import { trpc } from '../../../lib/api.ts'
import { useText } from '../../../lib/i18n.ts'
import { useDashboardFilter } from '../filter/use-dashboard-filter.ts'
import { isOf } from '../rankings/types.ts'
import { daysText, momentText } from '../time-text.ts'
import { ListHead } from './list-head.tsx'

const STEP = 25
/** The longest ranking that the server gives. */
const MOST = 100

/** Documents that no answer of the period rests on, oldest first. */
export function UnusedPage() {
  const { t, locale } = useText()
  const { days, input, timeZone } = useDashboardFilter()
  const [limit, setLimit] = useState(STEP)
  const top = useQuery(
    trpc.analytics.top.queryOptions(
      { ...input, list: 'unused-documents', limit },
      { placeholderData: keepPreviousData },
    ),
  )
  const items = top.data?.items.filter(isOf('unused-documents')) ?? []
  return (
    <>
      <ListHead
        title={t('dashboard.lists.unused')}
        text={`${t('dashboard.lists.unusedText')} ${daysText(locale, days)}.`}
        input={input}
        report={{ report: 'unused-documents' }}
      />
      {top.error ? (
        <ErrorNote error={top.error} onRetry={() => void top.refetch()} />
      ) : top.isPending ? (
        <SkeletonRows count={8} className="h-14" />
      ) : items.length === 0 ? (
        <EmptyState title={t('dashboard.lists.unusedEmpty')} text={t('dashboard.lists.unusedEmptyText')} />
      ) : (
        <>
          <ul className="divide-y divide-line border-line border-y">
            {items.map(({ documentId, title, addedAt }) => (
              <li key={documentId} className="row">
                <Link to="/documents/$documentId" params={{ documentId }} search={{}} className="block py-3">
                  <span className="block break-words font-medium">{title}</span>
                  <time dateTime={addedAt} className="figures text-ink-faint text-sm">
                    {t('dashboard.lists.added', { when: momentText(locale, timeZone, addedAt) })}
                  </time>
                </Link>
              </li>
            ))}
          </ul>
          {items.length >= MOST ? (
            <p className="py-4 text-center text-ink-faint text-sm">
              {t('dashboard.lists.unusedMost', { count: MOST })}
            </p>
          ) : (
            <ListEnd
              hasMore={items.length >= limit}
              loading={top.isPlaceholderData}
              onMore={() => setLimit(Math.min(MOST, limit + STEP))}
              count={items.length}
            />
          )}
        </>
      )}
    </>
  )
}
