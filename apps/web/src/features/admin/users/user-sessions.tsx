import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { Confirm } from '../../../components/ui/confirm.tsx'
import { ErrorNote, SkeletonRows } from '../../../components/ui/states.tsx'
import { trpc } from '../../../lib/api.ts'
import { failureOf, failureText } from '../../../lib/errors.ts'
import { useText } from '../../../lib/i18n.ts'
import { say } from '../../../lib/toast.ts'
import { Section } from '../../account/settings/section.tsx'
import { SessionRow, useDeviceName } from '../../account/settings/session-row.tsx'
import type { UserItem, UserSession } from '../types.ts'
import { refreshUsers } from './refresh-users.ts'

/** Where the user is signed in, and the end of it. */
export function UserSessions({ user }: { user: UserItem }) {
  const { t } = useText()
  const nameOf = useDeviceName()
  const [ending, setEnding] = useState<UserSession | 'all' | null>(null)
  const list = useQuery(trpc.users.sessions.list.queryOptions({ id: user.id }))
  const end = useMutation(
    trpc.users.sessions.revoke.mutationOptions({
      onSuccess: async ({ count }) => {
        setEnding(null)
        say(t('users.sessionEnded', { count }))
        await refreshUsers()
      },
    }),
  )
  const one = ending === 'all' ? null : ending
  return (
    <Section title={t('users.sessions')} text={t('users.sessionsText')}>
      {list.isPending ? (
        <SkeletonRows count={2} />
      ) : list.error ? (
        <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      ) : list.data.items.length === 0 ? (
        <p className="text-ink-faint">{t('users.noSessions')}</p>
      ) : (
        <>
          <ul className="divide-y divide-line border-line border-y">
            {list.data.items.map((session) => (
              <SessionRow key={session.id} session={session} onEnd={() => setEnding(session)} />
            ))}
          </ul>
          <div>
            <Button onClick={() => setEnding('all')}>{t('users.endAll')}</Button>
          </div>
        </>
      )}
      <Confirm
        open={ending !== null}
        onClose={() => setEnding(null)}
        onConfirm={() => end.mutate({ id: user.id, ...(one && { sessionId: one.id }) })}
        title={one ? t('devices.endTitle') : t('users.endAllTitle', { name: user.name })}
        text={one ? t('devices.endText', { device: nameOf(one) }) : t('users.endAllText')}
        action={one ? t('devices.endAction') : t('users.endAll')}
        busy={end.isPending}
        error={end.error && failureText(t, failureOf(end.error))}
      />
    </Section>
  )
}
