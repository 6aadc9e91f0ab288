import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { Search, Trash2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button, buttonClass } from '../../components/ui/button.tsx'
import { Confirm } from '../../components/ui/confirm.tsx'
import { inputClass } from '../../components/ui/field.tsx'
import { IconButton } from '../../components/ui/icon-button.tsx'
import { Page } from '../../components/ui/page.tsx'
import { EmptyState, ErrorNote, ListEnd, SkeletonRows } from '../../components/ui/states.tsx'
import { queryClient, trpc } from '../../lib/api.ts'
import { failureOf, failureText } from '../../lib/errors.ts'
import { dayGroup, formatAgo, formatDateTime } from '../../lib/format.ts'
import { useText } from '../../lib/i18n.ts'
import { say } from '../../lib/toast.ts'

const route = getRouteApi('/app/threads')

interface Thread {
  id: string
  title: string
  updatedAt: string
  queryCount: number
}

/** The search follows the typing after a short rest, and stands in the address. */
function useSearchText() {
  const { search = '' } = route.useSearch()
  const navigate = useNavigate({ from: '/threads' })
  const [text, setText] = useState(search)
  useEffect(() => {
    if (text === search) return
    const timer = setTimeout(() => void navigate({ search: text ? { search: text } : {}, replace: true }), 250)
    return () => clearTimeout(timer)
  }, [text, search, navigate])
  return { text, setText, search: search.trim() }
}

export function ThreadsPage() {
  const { t } = useText()
  const { text, setText, search } = useSearchText()
  const [deleting, setDeleting] = useState<Thread | null>(null)
  const list = useInfiniteQuery(
    trpc.threads.list.infiniteQueryOptions(
      { limit: 50, ...(search && { search }) },
      { getNextPageParam: (page) => page.nextCursor, placeholderData: (before) => before },
    ),
  )
  const threads = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Page title={t('threads.title')} lead={t('threads.lead')}>
      <div className="relative mb-6">
        <Search size={16} aria-hidden className="absolute top-2.5 left-3 text-ink-faint" />
        <input
          type="search"
          value={text}
          onChange={(event) => setText(event.target.value)}
          aria-label={t('threads.search')}
          placeholder={t('threads.search')}
          className={`${inputClass} pl-9`}
        />
      </div>
      {list.isPending ? (
        <SkeletonRows count={8} className="h-12" />
      ) : list.error ? (
        <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      ) : threads.length > 0 ? (
        <>
          <Groups threads={threads} onDelete={setDeleting} />
          <ListEnd
            hasMore={list.hasNextPage}
            loading={list.isFetchingNextPage}
            onMore={() => void list.fetchNextPage()}
            count={threads.length}
          />
        </>
      ) : search ? (
        <EmptyState title={t('threads.noMatch', { text: search })} text={t('threads.noMatchText')}>
          <Button onClick={() => setText('')}>{t('threads.clear')}</Button>
        </EmptyState>
      ) : (
        <EmptyState title={t('threads.empty')} text={t('threads.emptyText')}>
          <Link to="/" search={{}} className={buttonClass({ variant: 'primary' })}>
            {t('threads.emptyAction')}
          </Link>
        </EmptyState>
      )}
      <DeleteThread thread={deleting} onClose={() => setDeleting(null)} />
    </Page>
  )
}

function Groups({ threads, onDelete }: { threads: Thread[]; onDelete: (thread: Thread) => void }) {
  const { t, locale } = useText()
  const now = Date.now()
  return (['today', 'yesterday', 'week', 'earlier'] as const).map((group) => {
    const members = threads.filter((thread) => dayGroup(thread.updatedAt, now) === group)
    if (members.length === 0) return null
    return (
      <section key={group} aria-labelledby={`group-${group}`} className="mb-8">
        <h2 id={`group-${group}`} className="mb-1 font-medium text-ink-faint text-sm">
          {t(`threads.${group}`)}
        </h2>
        <ul className="divide-y divide-line border-line border-y">
          {members.map((thread) => (
            <li key={thread.id} className="row group flex items-center">
              <Link
                to="/threads/$threadId"
                params={{ threadId: thread.id }}
                search={{}}
                className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-4 rounded-box py-3"
              >
                <span className="min-w-0 flex-1 basis-64 truncate font-medium">{thread.title}</span>
                <span className="figures shrink-0 text-ink-faint text-sm">
                  {t('threads.questions', { count: thread.queryCount })}
                  {' · '}
                  <time dateTime={thread.updatedAt} title={formatDateTime(locale, thread.updatedAt)}>
                    {formatAgo(locale, thread.updatedAt, now)}
                  </time>
                </span>
              </Link>
              <IconButton
                icon={Trash2}
                label={t('threads.deleteNamed', { title: thread.title })}
                className="ml-2 md:opacity-0 md:focus-visible:opacity-100 md:group-focus-within:opacity-100 md:group-hover:opacity-100"
                onClick={() => onDelete(thread)}
              />
            </li>
          ))}
        </ul>
      </section>
    )
  })
}

function DeleteThread({ thread, onClose }: { thread: Thread | null; onClose: () => void }) {
  const { t } = useText()
  const remove = useMutation(
    trpc.threads.delete.mutationOptions({
      onSuccess: async () => {
        onClose()
        say(t('threads.deleted'))
        await queryClient.invalidateQueries(trpc.threads.pathFilter())
      },
    }),
  )
  return (
    <Confirm
      open={thread !== null}
      onClose={onClose}
      onConfirm={() => thread && remove.mutate({ id: thread.id })}
      title={t('threads.deleteTitle')}
      text={t('threads.deleteText')}
      action={t('threads.delete')}
      busy={remove.isPending}
      error={remove.error && failureText(t, failureOf(remove.error))}
    />
  )
}
