import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleAlert, CircleCheck, CircleSlash, Clock, LoaderCircle, Square } from 'lucide-react'
import { IconButton } from '../../components/ui/icon-button.tsx'
import { ErrorNote, ListEnd, SkeletonRows } from '../../components/ui/states.tsx'
import { queryClient, trpc } from '../../lib/api.ts'
import { cx } from '../../lib/cx.ts'
import { failureOf, failureText } from '../../lib/errors.ts'
import { formatAgo, formatDateTime, formatMilliseconds } from '../../lib/format.ts'
import { useText } from '../../lib/i18n.ts'
import { say } from '../../lib/toast.ts'
import type { AgentRun } from './types.ts'

const looks = {
  pending: { icon: Clock, tone: 'text-ink-faint' },
  running: { icon: LoaderCircle, tone: 'text-accent' },
  completed: { icon: CircleCheck, tone: 'text-ink-faint' },
  failed: { icon: CircleAlert, tone: 'text-contradicted' },
  cancelled: { icon: CircleSlash, tone: 'text-ink-faint' },
} as const

const isOpen = ({ status }: AgentRun) => status === 'pending' || status === 'running'

/** What an agent did, newest first; a run that is going on is followed and can be stopped. */
export function AgentRuns({ agentId }: { agentId: string }) {
  const { t } = useText()
  const list = useInfiniteQuery(
    trpc.agents.runs.infiniteQueryOptions(
      { id: agentId, limit: 20 },
      {
        getNextPageParam: (page) => page.nextCursor,
        refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.items.some(isOpen)) ? 2000 : false),
      },
    ),
  )
  const runs = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <section aria-labelledby="runs" className="mt-10">
      <h2 id="runs" className="mb-2 font-semibold text-lg">
        {t('agents.history')}
      </h2>
      {list.isPending ? (
        <SkeletonRows count={3} className="h-12" />
      ) : list.error ? (
        <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      ) : runs.length === 0 ? (
        <p className="text-ink-faint">{t('agents.noRuns')}</p>
      ) : (
        <>
          <ul className="divide-y divide-line border-line border-y">
            {runs.map((run) => (
              <RunRow key={run.id} run={run} />
            ))}
          </ul>
          <ListEnd
            hasMore={list.hasNextPage}
            loading={list.isFetchingNextPage}
            onMore={() => void list.fetchNextPage()}
            count={runs.length}
          />
        </>
      )}
    </section>
  )
}

function RunRow({ run }: { run: AgentRun }) {
  const { t, locale } = useText()
  const { icon: Icon, tone } = looks[run.status]
  const cancel = useMutation(
    trpc.agents.cancel.mutationOptions({
      onSettled: () => queryClient.invalidateQueries(trpc.agents.runs.pathFilter()),
      onError: (error) => say(failureText(t, failureOf(error)), { tone: 'problem' }),
    }),
  )
  const took = run.completedAt && Date.parse(run.completedAt) - Date.parse(run.createdAt)
  return (
    <li className="flex items-center gap-3 py-2.5">
      <div className="min-w-0 flex-1">
        <Link
          to="/threads/$threadId"
          params={{ threadId: run.threadId }}
          search={{ query: run.queryId }}
          className="block truncate rounded-[4px] font-medium hover:text-accent"
        >
          {run.question}
        </Link>
        <p className="figures text-ink-faint text-sm">
          <time dateTime={run.createdAt} title={formatDateTime(locale, run.createdAt)}>
            {formatAgo(locale, run.createdAt, Date.now())}
          </time>
          {took !== null && took !== '' && ` · ${t('agents.took', { time: formatMilliseconds(locale, took) })}`}
        </p>
        {run.error && <p className="text-contradicted text-sm">{run.error.message}</p>}
      </div>
      <span className={cx('inline-flex items-center gap-1.5 text-sm', tone)}>
        <Icon size={15} aria-hidden className={cx(Icon === LoaderCircle && 'animate-spin')} />
        {t(`agents.run_${run.status}`)}
      </span>
      {isOpen(run) && (
        <IconButton
          icon={Square}
          label={t('agents.cancelRun')}
          disabled={cancel.isPending}
          onClick={() => cancel.mutate({ id: run.id })}
        />
      )}
    </li>
  )
}
