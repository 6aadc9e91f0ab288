import { useMutation, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { TextField } from '../../../components/ui/field.tsx'
import { queryClient, trpc } from '../../../lib/api.ts'
import { failureOf, failureText } from '../../../lib/errors.ts'
import { formatDate } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import { statusOptions } from '../../../lib/session.ts'
import { say } from '../../../lib/toast.ts'
import { Problem } from '../problem.tsx'
import type { Account } from './types.ts'

const Fact = ({ term, wide = false, children }: { term: string; wide?: boolean; children: ReactNode }) => (
  <div className={wide ? 'sm:col-span-2' : ''}>
    <dt className="text-ink-faint text-sm">{term}</dt>
    <dd className="mt-0.5">{children}</dd>
  </div>
)

export function ProfileForm({ account }: { account: Account }) {
  const { t, locale } = useText()
  const [name, setName] = useState(account.name)
  const update = useMutation(
    trpc.account.update.mutationOptions({
      onSuccess: async () => {
        say(t('profile.saved'))
        await queryClient.invalidateQueries(trpc.account.pathFilter())
        await queryClient.invalidateQueries(trpc.auth.status.queryFilter())
      },
    }),
  )
  const failure = update.error && failureOf(update.error)
  return (
    <>
      <form
        noValidate
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault()
          update.mutate({ name: name.trim() })
        }}
      >
        <TextField
          label={t('profile.name')}
          value={name}
          name="name"
          autoComplete="name"
          maxLength={100}
          required
          onChange={(event) => setName(event.target.value)}
          error={failure?.fields['name']}
        />
        <Problem failure={failure} />
        <div>
          <Button
            type="submit"
            variant="primary"
            busy={update.isPending}
            disabled={name.trim() === '' || name.trim() === account.name}
          >
            {t('common.save')}
          </Button>
        </div>
      </form>
      <dl className="grid gap-4 border-line border-t pt-5 sm:grid-cols-2">
        <EmailFact account={account} />
        <Fact term={t('profile.role')}>{account.role}</Fact>
        <Fact term={t('profile.since')}>{formatDate(locale, account.createdAt)}</Fact>
      </dl>
    </>
  )
}

/** The address, and where it is not confirmed a way to get the message again. */
function EmailFact({ account }: { account: Account }) {
  const { t } = useText()
  const status = useQuery(statusOptions())
  const resend = useMutation(
    trpc.auth.resendVerification.mutationOptions({
      onSuccess: ({ sent }) =>
        sent ? say(t('profile.confirmSent')) : say(t('profile.confirmNotSent'), { tone: 'problem' }),
      onError: (error) => say(failureText(t, failureOf(error)), { tone: 'problem' }),
    }),
  )
  return (
    <Fact term={t('profile.email')} wide>
      <span className="break-all">{account.email}</span>
      <span className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-ink-faint text-sm">
        {account.emailVerified ? t('profile.confirmed') : status.data?.mail ? t('profile.unconfirmed') : null}
        {!account.emailVerified && status.data?.mail && (
          <Button size="sm" busy={resend.isPending} disabled={resend.isSuccess} onClick={() => resend.mutate()}>
            {t('profile.confirmAgain')}
          </Button>
        )}
        <span>{t('profile.emailHint')}</span>
      </span>
    </Fact>
  )
}
