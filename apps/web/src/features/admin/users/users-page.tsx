import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Search, UserPlus } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { inputClass } from '../../../components/ui/field.tsx'
import { EmptyState, ErrorNote, ListEnd, SkeletonRows } from '../../../components/ui/states.tsx'
import { trpc } from '../../../lib/api.ts'
import { useText } from '../../../lib/i18n.ts'
import { given } from '../../../lib/search-params.ts'
import { Part } from '../part.tsx'
import { CreateUser } from './create-user.tsx'
import { UserRow } from './user-row.tsx'
import { UsersTabs } from './users-tabs.tsx'

const route = getRouteApi('/app/admin/users')
const statuses = ['active', 'disabled'] as const

/** The filter stands in the address; the search follows the typing after a short rest. */
function useFilter() {
  const { search = '', status } = route.useSearch()
  const navigate = useNavigate({ from: '/admin/users' })
  const [text, setText] = useState(search)
  useEffect(() => {
    if (text === search) return
    const timer = setTimeout(
      () => void navigate({ search: given({ search: text || undefined, status }), replace: true }),
      250,
    )
    return () => clearTimeout(timer)
  }, [text, search, status, navigate])
  const setStatus = (next: string) =>
    void navigate({
      search: given({ search: text || undefined, status: statuses.find((one) => one === next) }),
      replace: true,
    })
  const clear = () => {
    setText('')
    void navigate({ search: {}, replace: true })
  }
  return { text, setText, search: search.trim(), status, setStatus, clear }
}

export function UsersPage() {
  const { t } = useText()
  const filter = useFilter()
  const { search, status } = filter
  const [creating, setCreating] = useState(false)
  const list = useInfiniteQuery(
    trpc.users.list.infiniteQueryOptions(
      { limit: 50, ...given({ search: search || undefined, status }) },
      { getNextPageParam: (page) => page.nextCursor, placeholderData: (before) => before },
    ),
  )
  const users = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Part
      title={t('users.title')}
      lead={t('users.lead')}
      actions={
        <Button variant="primary" onClick={() => setCreating(true)}>
          <UserPlus size={16} aria-hidden />
          {t('users.create')}
        </Button>
      }
    >
      <UsersTabs />
      <div className="mb-6 flex flex-wrap gap-3">
        <div className="relative min-w-[200px] flex-1">
          <Search size={16} aria-hidden className="absolute top-2.5 left-3 text-ink-faint" />
          <input
            type="search"
            value={filter.text}
            maxLength={200}
            onChange={(event) => filter.setText(event.target.value)}
            aria-label={t('users.search')}
            placeholder={t('users.search')}
            className={`${inputClass} pl-9`}
          />
        </div>
        <span className="w-full sm:w-36">
          <select
            aria-label={t('users.status')}
            value={status ?? ''}
            onChange={(event) => filter.setStatus(event.target.value)}
            className={`${inputClass} h-9.5 py-0`}
          >
            <option value="">{t('users.status_all')}</option>
            {statuses.map((one) => (
              <option key={one} value={one}>
                {t(`users.status_${one}`)}
              </option>
            ))}
          </select>
        </span>
      </div>
      {list.isPending ? (
        <SkeletonRows count={6} className="h-16" />
      ) : list.error ? (
        <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      ) : users.length === 0 ? (
        <EmptyState title={t('users.noMatch')} text={t('users.noMatchText')}>
          <Button onClick={filter.clear}>{t('users.clear')}</Button>
        </EmptyState>
      ) : (
        <>
          <ul className="divide-y divide-line border-line border-y">
            {users.map((user) => (
              <UserRow key={user.id} user={user} />
            ))}
          </ul>
          <ListEnd
            hasMore={list.hasNextPage}
            loading={list.isFetchingNextPage}
            onMore={() => void list.fetchNextPage()}
            count={users.length}
          />
        </>
      )}
      {creating && <CreateUser onClose={() => setCreating(false)} />}
    </Part>
  )
}
