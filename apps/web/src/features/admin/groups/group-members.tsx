import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { Confirm } from '../../../components/ui/confirm.tsx'
import { ErrorNote, ListEnd, SkeletonRows } from '../../../components/ui/states.tsx'
import { queryClient, trpc } from '../../../lib/api.ts'
import { failureOf, failureText } from '../../../lib/errors.ts'
import { useText } from '../../../lib/i18n.ts'
import { say } from '../../../lib/toast.ts'
import { Section } from '../../account/settings/section.tsx'
import { DirectoryPicker, EntryLine } from '../../sharing/directory-picker.tsx'
import { keyOf } from '../../sharing/types.ts'

interface Member {
  id: string
  name: string
  email: string
}

/** Who is in a group, with a way in and out. */
export function GroupMembers({ groupId }: { groupId: string }) {
  const { t } = useText()
  const [removing, setRemoving] = useState<Member | null>(null)
  const list = useInfiniteQuery(
    trpc.groups.members.list.infiniteQueryOptions(
      { groupId, limit: 50 },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  )
  const refresh = () => queryClient.invalidateQueries(trpc.groups.pathFilter())
  const add = useMutation(
    trpc.groups.members.add.mutationOptions({
      onSuccess: refresh,
      onError: (error) => say(failureText(t, failureOf(error)), { tone: 'problem' }),
    }),
  )
  const remove = useMutation(
    trpc.groups.members.remove.mutationOptions({
      onSuccess: async () => {
        say(t('groups.removed', { name: removing?.name ?? '' }))
        setRemoving(null)
        await refresh()
      },
    }),
  )
  const members = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <div className="border-line border-t pt-8">
      <Section title={t('groups.membersTitle')} text={t('groups.membersText')}>
        <DirectoryPicker
          label={t('groups.addMember')}
          without={new Set(members.map(({ id }) => keyOf({ kind: 'user', id })))}
          onPick={({ id, name }) =>
            add.mutate({ groupId, userId: id }, { onSuccess: () => say(t('groups.added', { name })) })
          }
        />
        {list.isPending ? (
          <SkeletonRows count={3} />
        ) : list.error ? (
          <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
        ) : members.length === 0 ? (
          <p className="text-ink-faint">{t('groups.noMembers')}</p>
        ) : (
          <div>
            <ul className="divide-y divide-line border-line border-y">
              {members.map((member) => (
                <li key={member.id} className="flex items-center gap-4 py-2.5">
                  <div className="min-w-0 flex-1">
                    <EntryLine entry={{ kind: 'user', ...member }} />
                  </div>
                  <Button
                    size="sm"
                    aria-label={t('groups.removeNamed', { name: member.name })}
                    onClick={() => setRemoving(member)}
                  >
                    {t('groups.remove')}
                  </Button>
                </li>
              ))}
            </ul>
            <ListEnd
              hasMore={list.hasNextPage}
              loading={list.isFetchingNextPage}
              onMore={() => void list.fetchNextPage()}
              count={members.length}
            />
          </div>
        )}
      </Section>
      <Confirm
        open={removing !== null}
        onClose={() => setRemoving(null)}
        onConfirm={() => removing && remove.mutate({ groupId, userId: removing.id })}
        title={t('groups.removeTitle', { name: removing?.name ?? '' })}
        text={t('groups.removeText', { name: removing?.name ?? '' })}
        action={t('groups.remove')}
        busy={remove.isPending}
        error={remove.error && failureText(t, failureOf(remove.error))}
      />
    </div>
  )
}
