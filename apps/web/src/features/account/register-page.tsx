import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { SkeletonRows } from '../../components/ui/states.tsx'
import { client } from '../../lib/api.ts'
import { failureOf } from '../../lib/errors.ts'
import { useText } from '../../lib/i18n.ts'
import { statusOptions } from '../../lib/session.ts'
import { AccountFrame } from './account-frame.tsx'
import { FrameLink } from './frame-link.tsx'
import { type NewAccount, NewAccountFields } from './new-account-fields.tsx'
import { Problem, ProblemText } from './problem.tsx'
import { useEnter } from './use-enter.ts'

/**
 * The server answers alike whether or not the address is taken, so that nobody learns who has an account. Where no
 * confirmation is asked for, signing in with what was typed tells the owner of the password, and only that one.
 */
async function register(values: NewAccount): Promise<'mail' | 'signed-in' | 'refused'> {
  const { next } = await client.auth.register.mutate(values)
  if (next === 'verify') return 'mail'
  try {
    await client.auth.login.mutate({ email: values.email, password: values.password })
    return 'signed-in'
  } catch (error) {
    if (failureOf(error).code === 'UNAUTHORIZED') return 'refused'
    throw error
  }
}

export function RegisterPage() {
  const { t } = useText()
  const enter = useEnter()
  const status = useQuery(statusOptions())
  const [form, setForm] = useState<NewAccount>({ name: '', email: '', password: '' })
  const create = useMutation({
    mutationFn: register,
    meta: { public: true },
    onSuccess: (outcome) => (outcome === 'signed-in' ? enter() : undefined),
  })
  const toSignIn = <FrameLink to="/sign-in">{t('account.toSignIn')}</FrameLink>
  if (status.data && status.data.registration !== 'open')
    return (
      <AccountFrame
        title={t('account.registerClosedTitle')}
        lead={t(status.data.registration === 'closed' ? 'account.registerClosed' : 'account.registerInvitation')}
        links={toSignIn}
      />
    )
  if (create.data === 'mail')
    return (
      <AccountFrame
        title={t('account.mailTitle')}
        lead={t('account.mailRegistered', { email: form.email.trim() })}
        links={toSignIn}
      >
        <p className="text-ink-faint">{t('account.mailNothing')}</p>
      </AccountFrame>
    )
  const failure = create.error && failureOf(create.error)
  return (
    <AccountFrame
      title={t('account.registerTitle')}
      lead={t('account.registerLead')}
      onSubmit={() => create.mutate(form)}
      links={
        <>
          <FrameLink to="/sign-in">{t('account.haveAccount')}</FrameLink>
          {create.data === 'refused' && <FrameLink to="/forgot">{t('account.forgotLink')}</FrameLink>}
        </>
      }
    >
      {status.data ? (
        <NewAccountFields
          value={form}
          onChange={setForm}
          problems={failure?.fields ?? {}}
          busy={create.isPending}
          action={t('account.create')}
        >
          <Problem failure={failure} />
          {create.data === 'refused' && <ProblemText>{t('account.registeredTaken')}</ProblemText>}
        </NewAccountFields>
      ) : (
        <SkeletonRows count={3} />
      )}
    </AccountFrame>
  )
}
