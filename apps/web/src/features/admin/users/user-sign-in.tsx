import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { Confirm } from '../../../components/ui/confirm.tsx'
import { trpc } from '../../../lib/api.ts'
import { failureOf, failureText } from '../../../lib/errors.ts'
import { useText } from '../../../lib/i18n.ts'
import { say } from '../../../lib/toast.ts'
import { Section } from '../../account/settings/section.tsx'
import { OneTimeLink } from '../one-time-link.tsx'
import type { UserItem } from '../types.ts'
import { refreshUsers } from './refresh-users.ts'

/** Help for who cannot sign in any more: a link for a new password, and the end of a lost second factor. */
export function UserSignIn({ user }: { user: UserItem }) {
  const { t } = useText()
  const [asking, setAsking] = useState<'link' | 'totp' | null>(null)
  const close = () => setAsking(null)
  const link = useMutation(trpc.users.resetLink.mutationOptions({ onSuccess: close }))
  const removeTotp = useMutation(
    trpc.users.removeTotp.mutationOptions({
      onSuccess: async () => {
        close()
        say(t('users.totpRemoved'))
        await refreshUsers()
      },
    }),
  )
  const { id, name, email } = user
  return (
    <Section title={t('users.signIn')} text={t('users.signInText')}>
      <p className="text-ink-soft">{t(user.totpEnabled ? 'users.hasTotp' : 'users.noTotp')}</p>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => setAsking('link')} disabled={user.disabled}>
          {t('users.resetLink')}
        </Button>
        {user.totpEnabled && <Button onClick={() => setAsking('totp')}>{t('users.removeTotp')}</Button>}
      </div>
      <Confirm
        open={asking === 'link'}
        onClose={close}
        onConfirm={() => link.mutate({ id })}
        title={t('users.resetTitle')}
        text={t('users.resetText', { name })}
        action={t('users.resetAction')}
        tone="primary"
        busy={link.isPending}
        error={link.error && failureText(t, failureOf(link.error))}
      />
      <Confirm
        open={asking === 'totp'}
        onClose={close}
        onConfirm={() => removeTotp.mutate({ id })}
        title={t('users.removeTotpTitle', { name })}
        text={t('users.removeTotpText')}
        action={t('users.removeTotp')}
        busy={removeTotp.isPending}
        error={removeTotp.error && failureText(t, failureOf(removeTotp.error))}
      />
      {link.data && (
        <OneTimeLink
          title={t('users.resetLink')}
          mailed={link.data.mailed ? t('users.resetMailed', { email }) : null}
          text={t('users.linkText')}
          link={link.data}
          onClose={() => link.reset()}
        />
      )}
    </Section>
  )
}
