import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ErrorNote, SkeletonRows } from '../../components/ui/states.tsx'
import { trpc } from '../../lib/api.ts'
import { failureOf } from '../../lib/errors.ts'
import { useText } from '../../lib/i18n.ts'
import { useLinkToken } from '../../lib/link-token.ts'
import { useUser } from '../../lib/session.ts'
import { AccountFrame } from './account-frame.tsx'
import { FrameLink } from './frame-link.tsx'
import { isLinkGone } from './link-gone.tsx'
import { NewAccountFields } from './new-account-fields.tsx'
import { Problem } from './problem.tsx'
import { useEnter } from './use-enter.ts'

/** Where an invitation leads: the address is known, the rest is chosen here. */
export function JoinPage() {
  const { t } = useText()
  const enter = useEnter()
  const user = useUser()
  const token = useLinkToken()
  const [form, setForm] = useState({ name: '', password: '' })
  const invitation = useQuery(
    trpc.auth.invitation.queryOptions({ token }, { enabled: token !== '', staleTime: Number.POSITIVE_INFINITY }),
  )
  const join = useMutation(trpc.auth.register.mutationOptions({ meta: { public: true }, onSuccess: () => enter() }))
  const toSignIn = <FrameLink to="/sign-in">{t('account.toSignIn')}</FrameLink>
  const failure = join.error && failureOf(join.error)
  const unknown = invitation.error && failureOf(invitation.error)
  if (token === '' || isLinkGone(unknown) || isLinkGone(failure))
    return <AccountFrame title={t('account.joinGoneTitle')} lead={t('account.joinGone')} links={toSignIn} />
  const email = invitation.data?.email ?? ''
  return (
    <AccountFrame
      title={t('account.joinTitle')}
      lead={t('account.joinLead')}
      onSubmit={() => join.mutate({ ...form, email, invitation: token })}
      links={!user && <FrameLink to="/sign-in">{t('account.haveAccount')}</FrameLink>}
    >
      {user && (
        <p className="rounded-box bg-unfound-soft px-4 py-3">
          {t('account.joinOther', { name: user.name || user.email })}
        </p>
      )}
      {invitation.error ? (
        <ErrorNote error={invitation.error} onRetry={() => void invitation.refetch()} />
      ) : invitation.isPending ? (
        <SkeletonRows count={3} />
      ) : (
        <NewAccountFields
          value={{ ...form, email }}
          onChange={({ name, password }) => setForm({ name, password })}
          problems={failure?.fields ?? {}}
          emailFixed
          busy={join.isPending}
          action={t('account.join')}
        >
          <Problem failure={failure} />
        </NewAccountFields>
      )}
    </AccountFrame>
  )
}
