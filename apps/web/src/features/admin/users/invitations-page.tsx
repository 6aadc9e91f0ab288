import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import { MailPlus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { Confirm } from '../../../components/ui/confirm.tsx'
import { EmptyState, ErrorNote, ListEnd, SkeletonRows } from '../../../components/ui/states.tsx'
import { queryClient, trpc } from '../../../lib/api.ts'
import { failureOf, failureText } from '../../../lib/errors.ts'
import { formatDate } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import { statusOptions } from '../../../lib/session.ts'
import { say } from '../../../lib/toast.ts'
import { Part } from '../part.tsx'
import type { InvitationItem } from '../types.ts'
import { CreateInvitation } from './create-invitation.tsx'
import { UsersTabs } from './users-tabs.tsx'

export function InvitationsPage() {
  const { t } = useText()
  const [creating, setCreating] = useState(false)
  const [deleting, setDeleting] = useState<InvitationItem | null>(null)
  const list = useInfiniteQuery(
    trpc.invitations.list.infiniteQueryOptions({ limit: 50 }, { getNextPageParam: (page) => page.nextCursor }),
  )
  const remove = useMutation(
    trpc.invitations.delete.mutationOptions({
      onSuccess: async () => {
        setDeleting(null)
        say(t('invitations.deleted'))
        await queryClient.invalidateQueries(trpc.invitations.pathFilter())
      },
    }),
  )
  const status = useQuery(statusOptions())
  const isClosed = status.data?.registration === 'closed'
  const invitations = list.data?.pages.flatMap((page) => page.items) ?? []
  const invite = (
    <Button variant="primary" disabled={isClosed} onClick={() => setCreating(true)}>
      <MailPlus size={16} aria-hidden />
      {t('invitations.create')}
    </Button>
  )
  return (
    <Part title={t('users.invitations')} lead={t('invitations.lead')} actions={invitations.length > 0 && invite}>
      <UsersTabs />
      {isClosed && <p className="mb-6 rounded-box bg-unfound-soft px-4 py-3">{t('invitations.closed')}</p>}
      {list.isPending ? (
        <SkeletonRows count={4} className="h-14" />
      ) : list.error ? (
        <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      ) : invitations.length === 0 ? (
        <EmptyState title={t('invitations.empty')} text={t('invitations.emptyText')}>
          {invite}
        </EmptyState>
      ) : (
        <>
          <ul className="divide-y divide-line border-line border-y">
            {invitations.map((invitation) => (
              <Row key={invitation.id} invitation={invitation} onDelete={() => setDeleting(invitation)} />
            ))}
          </ul>
          <ListEnd
            hasMore={list.hasNextPage}
            loading={list.isFetchingNextPage}
            onMore={() => void list.fetchNextPage()}
            count={invitations.length}
          />
        </>
      )}
      <Confirm
        open={deleting !== null}
        onClose={() => setDeleting(null)}
        onConfirm={() => deleting && remove.mutate({ id: deleting.id })}
        title={t('invitations.deleteTitle', { email: deleting?.email ?? '' })}
        text={t('invitations.deleteText')}
        action={t('invitations.delete')}
        busy={remove.isPending}
        error={remove.error && failureText(t, failureOf(remove.error))}
      />
      {creating && <CreateInvitation onClose={() => setCreating(false)} />}
    </Part>
  )
}

function Row({ invitation, onDelete }: { invitation: InvitationItem; onDelete: () => void }) {
  const { t, locale } = useText()
  const { email, role, acceptedAt, expiresAt } = invitation
  const state = acceptedAt ? 'accepted' : Date.parse(expiresAt) <= Date.now() ? 'expired' : 'open'
  return (
    <li className="flex items-center gap-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="truncate font-semibold">{email}</p>
        <p className="figures text-ink-faint text-sm">
          {t('invitations.asRole', { role })}
          {' · '}
          {t(`invitations.${state}`, { when: formatDate(locale, acceptedAt ?? expiresAt) })}
        </p>
      </div>
      {state === 'open' && (
        <Button size="sm" aria-label={t('invitations.deleteNamed', { email })} onClick={onDelete}>
          {t('invitations.delete')}
        </Button>
      )}
    </li>
  )
}
