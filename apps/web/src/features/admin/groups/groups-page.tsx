import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronRight, Plus, Users } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { EmptyState, ErrorNote, ListEnd, SkeletonRows } from '../../../components/ui/states.tsx'
import { trpc } from '../../../lib/api.ts'
import { useText } from '../../../lib/i18n.ts'
import { Part } from '../part.tsx'
import { GroupForm } from './group-form.tsx'

export function GroupsPage() {
  const { t } = useText()
  const [creating, setCreating] = useState(false)
  const list = useInfiniteQuery(
    trpc.groups.list.infiniteQueryOptions({ limit: 50 }, { getNextPageParam: (page) => page.nextCursor }),
  )
  const groups = list.data?.pages.flatMap((page) => page.items) ?? []
  const create = (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus size={16} aria-hidden />
      {t('groups.create')}
    </Button>
  )
  return (
    <Part title={t('groups.title')} lead={t('groups.lead')} actions={groups.length > 0 && create}>
      {list.isPending ? (
        <SkeletonRows count={4} className="h-16" />
      ) : list.error ? (
        <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      ) : groups.length === 0 ? (
        <EmptyState title={t('groups.empty')} text={t('groups.emptyText')}>
          {create}
        </EmptyState>
      ) : (
        <>
          <ul className="divide-y divide-line border-line border-y">
            {groups.map((group) => (
              <li key={group.id}>
                <Link
                  to="/admin/groups/$groupId"
                  params={{ groupId: group.id }}
                  className="row group flex items-center gap-4 rounded-box py-3.5"
                >
                  <Users size={20} aria-hidden className="shrink-0 text-ink-faint group-hover:text-accent" />
                  <span className="min-w-0 flex-1">
                    <span className="block truncate font-semibold">{group.name}</span>
                    {group.description && (
                      <span className="block truncate text-ink-faint text-sm">{group.description}</span>
                    )}
                  </span>
                  <span className="figures shrink-0 text-ink-soft text-sm">
                    {t('groups.members', { count: group.memberCount })}
                  </span>
                  <ChevronRight size={16} aria-hidden className="shrink-0 text-ink-faint" />
                </Link>
              </li>
            ))}
          </ul>
          <ListEnd
            hasMore={list.hasNextPage}
            loading={list.isFetchingNextPage}
            onMore={() => void list.fetchNextPage()}
            count={groups.length}
          />
        </>
      )}
      {creating && <GroupForm group={null} onClose={() => setCreating(false)} />}
    </Part>
  )
}
