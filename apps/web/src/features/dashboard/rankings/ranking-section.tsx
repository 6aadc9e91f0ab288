import type { AnalyticsTop, TopList } from '@sarvanom/core/schemas'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useId } from 'react'
import { ErrorNote, SkeletonRows } from '../../../components/ui/states.tsx'
import { trpc } from '../../../lib/api.ts'
import { useText } from '../../../lib/i18n.ts'
import { ExportLink } from '../export-link.tsx'
import type { FilterInput } from '../filter/dashboard-filter.ts'

interface Props {
  list: TopList
  input: FilterInput
  children: (top: AnalyticsTop, title: string) => ReactNode
}

/** The frame of a ranking: its heading, its export, and its states. */
export function RankingSection({ list, input, children }: Props) {
  const { t } = useText()
  const id = useId()
  const title = t(`dashboard.rankings.${list}`)
  const top = useQuery(
    trpc.analytics.top.queryOptions({ ...input, list, limit: 10 }, { placeholderData: (before) => before }),
  )
  return (
    <section aria-labelledby={id} className="min-w-0">
      <header className="mb-2 flex items-center gap-1">
        <h3 id={id} className="min-w-0 flex-1 truncate font-semibold">
          {title}
        </h3>
        <ExportLink input={input} report={{ report: list }} title={title} />
      </header>
      {top.isPending ? (
        <SkeletonRows count={5} className="h-11" />
      ) : top.error ? (
        <ErrorNote error={top.error} onRetry={() => void top.refetch()} />
      ) : top.data.items.length === 0 ? (
        <p className="rounded-box bg-sunken px-4 py-8 text-center text-ink-faint">{t('dashboard.nothing')}</p>
      ) : (
        children(top.data, title)
      )}
    </section>
  )
}
