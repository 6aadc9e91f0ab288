import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ErrorNote, SkeletonRows } from '../../components/ui/states.tsx'
import { trpc } from '../../lib/api.ts'
import { formatAgo } from '../../lib/format.ts'
import { useText } from '../../lib/i18n.ts'

export function RecentQuestions() {
  const { t, locale } = useText()
  const threads = useQuery(trpc.threads.list.queryOptions({ limit: 6 }))
  if (threads.isPending) return <SkeletonRows count={4} className="h-9" />
  if (threads.error) return <ErrorNote error={threads.error} onRetry={() => void threads.refetch()} />
  if (threads.data.items.length === 0) return null
  return (
    <section aria-labelledby="recent">
      <div className="mb-1 flex items-baseline justify-between gap-4">
        <h2 id="recent" className="font-medium text-ink-faint text-sm">
          {t('ask.recent')}
        </h2>
        <Link to="/threads" search={{}} className="text-accent text-sm hover:underline">
          {t('ask.allRecent')}
        </Link>
      </div>
      <ul className="divide-y divide-line border-line border-y">
        {threads.data.items.map((thread) => (
          <li key={thread.id}>
            <Link
              to="/threads/$threadId"
              params={{ threadId: thread.id }}
              search={{}}
              className="row flex items-baseline gap-4 rounded-box py-2.5 text-ink-soft hover:text-ink"
            >
              <span className="min-w-0 flex-1 truncate">{thread.title}</span>
              <time dateTime={thread.updatedAt} className="shrink-0 text-ink-faint text-sm">
                {formatAgo(locale, thread.updatedAt, Date.now())}
              </time>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
