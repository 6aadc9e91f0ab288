import type { ReactNode } from 'react'
import { EmptyState, ErrorNote, ListEnd, SkeletonRows } from '../../../components/ui/states.tsx'

interface Props<T> {
  /** A list that comes page by page, as the query client gives it. */
  list: {
    data: { pages: { items: T[] }[] } | undefined
    error: unknown
    hasNextPage: boolean
    isFetchingNextPage: boolean
    fetchNextPage: () => unknown
    refetch: () => unknown
  }
  empty: { title: string; text: string }
  row: (item: T) => ReactNode
}

/** The rows behind a figure with all their states: not there yet, failed, none, more, all. */
export function ListBody<T>({ list, empty, row }: Props<T>) {
  if (list.error) return <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
  if (!list.data) return <SkeletonRows count={8} className="h-16" />
  const items = list.data.pages.flatMap((page) => page.items)
  if (items.length === 0) return <EmptyState {...empty} />
  return (
    <>
      <ul className="divide-y divide-line border-line border-y">{items.map(row)}</ul>
      <ListEnd
        hasMore={list.hasNextPage}
        loading={list.isFetchingNextPage}
        onMore={() => void list.fetchNextPage()}
        count={items.length}
      />
    </>
  )
}
