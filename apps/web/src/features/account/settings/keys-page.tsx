import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { Confirm } from '../../../components/ui/confirm.tsx'
import { EmptyState, ErrorNote, ListEnd, SkeletonRows } from '../../../components/ui/states.tsx'
import { queryClient, trpc } from '../../../lib/api.ts'
import { failureOf, failureText } from '../../../lib/errors.ts'
import { useText } from '../../../lib/i18n.ts'
import { say } from '../../../lib/toast.ts'
import { KeyRow } from './key-row.tsx'
import { NewKey } from './new-key.tsx'
import { ListHead } from './section.tsx'
import type { ApiKey } from './types.ts'

/** Keys with which programs act in one's name. */
export function KeysPage() {
  const { t } = useText()
  const [creating, setCreating] = useState(false)
  const [asking, setAsking] = useState<ApiKey | null>(null)
  const list = useInfiniteQuery(
    trpc.auth.apiKeys.list.infiniteQueryOptions({ limit: 50 }, { getNextPageParam: (page) => page.nextCursor }),
  )
  const revoke = useMutation(
    trpc.auth.apiKeys.revoke.mutationOptions({
      onSuccess: async () => {
        setAsking(null)
        say(t('apiKeys.revoked'))
        await queryClient.invalidateQueries(trpc.auth.apiKeys.pathFilter())
      },
    }),
  )
  const keys = list.data?.pages.flatMap((page) => page.items) ?? []
  const create = (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus size={16} aria-hidden />
      {t('apiKeys.new')}
    </Button>
  )
  return (
    <>
      <ListHead title={t('apiKeys.title')} text={t('apiKeys.text')} action={keys.length > 0 && create} />
      {list.error ? (
        <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <SkeletonRows count={3} className="h-[68px]" />
      ) : keys.length === 0 ? (
        <div className="rounded-box border border-line-strong border-dashed">
          <EmptyState title={t('apiKeys.empty')} text={t('apiKeys.emptyText')}>
            {create}
          </EmptyState>
        </div>
      ) : (
        <>
          <ul className="divide-y divide-line border-line border-y">
            {keys.map((key) => (
              <KeyRow key={key.id} apiKey={key} onRevoke={() => setAsking(key)} />
            ))}
          </ul>
          <ListEnd
            hasMore={list.hasNextPage}
            loading={list.isFetchingNextPage}
            onMore={() => void list.fetchNextPage()}
            count={keys.length}
          />
        </>
      )}
      {creating && <NewKey onClose={() => setCreating(false)} />}
      <Confirm
        open={asking !== null}
        onClose={() => {
          revoke.reset()
          setAsking(null)
        }}
        onConfirm={() => asking && revoke.mutate({ id: asking.id })}
        title={t('apiKeys.revokeTitle', { name: asking?.name ?? '' })}
        text={t('apiKeys.revokeText')}
        action={t('apiKeys.revoke')}
        busy={revoke.isPending}
        error={revoke.error && failureText(t, failureOf(revoke.error))}
      />
    </>
  )
}
