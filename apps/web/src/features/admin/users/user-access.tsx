import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { Confirm } from '../../../components/ui/confirm.tsx'
import { queryClient, trpc } from '../../../lib/api.ts'
import { failureOf, failureText } from '../../../lib/errors.ts'
import { useText } from '../../../lib/i18n.ts'
import { say } from '../../../lib/toast.ts'
import { Section } from '../../account/settings/section.tsx'
import type { UserItem } from '../types.ts'
import { refreshUsers } from './refresh-users.ts'

/** Disabling, which can be undone, and deleting, which cannot. */
export function UserAccess({ user, isSelf }: { user: UserItem; isSelf: boolean }) {
  const { t } = useText()
  const navigate = useNavigate()
  const [asking, setAsking] = useState<'disable' | 'delete' | null>(null)
  const { id, name } = user
  const done = (text: string) => async () => {
    setAsking(null)
    say(text)
    await refreshUsers()
  }
  const disable = useMutation(trpc.users.disable.mutationOptions({ onSuccess: done(t('users.disabledDone')) }))
  const enable = useMutation(
    trpc.users.enable.mutationOptions({
      onSuccess: done(t('users.enabledDone')),
      onError: (error) => say(failureText(t, failureOf(error)), { tone: 'problem' }),
    }),
  )
  const remove = useMutation(
    trpc.users.delete.mutationOptions({
      onSuccess: async () => {
        say(t('users.deleted'))
        await navigate({ to: '/admin/users', search: {} })
        queryClient.removeQueries(trpc.users.get.queryFilter({ id }))
        await queryClient.invalidateQueries(trpc.users.list.pathFilter())
      },
    }),
  )
  const change = asking === 'delete' ? remove : disable
  return (
    <Section title={t('users.access')} text={isSelf ? t('users.isSelf') : t('users.accessText')}>
      {isSelf ? (
        <p className="text-ink-soft">{t('users.isSelfText')}</p>
      ) : (
        <div className="flex flex-wrap gap-2">
          {user.disabled ? (
            <Button busy={enable.isPending} onClick={() => enable.mutate({ id })}>
              {t('users.enable')}
            </Button>
          ) : (
            <Button onClick={() => setAsking('disable')}>{t('users.disable')}</Button>
          )}
          <Button className="text-contradicted" onClick={() => setAsking('delete')}>
            {t('users.delete')}
          </Button>
        </div>
      )}
      <Confirm
        open={asking !== null}
        onClose={() => setAsking(null)}
        onConfirm={() => change.mutate({ id })}
        title={t(asking === 'delete' ? 'users.deleteTitle' : 'users.disableTitle', { name })}
        text={t(asking === 'delete' ? 'users.deleteText' : 'users.disableText')}
        action={t(asking === 'delete' ? 'users.delete' : 'users.disable')}
        busy={change.isPending}
        error={change.error && failureText(t, failureOf(change.error))}
      />
    </Section>
  )
}
