import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { TextField } from '../../components/ui/field.tsx'
import { trpc } from '../../lib/api.ts'
import { type Failure, failureOf, failureText } from '../../lib/errors.ts'
import { useText } from '../../lib/i18n.ts'
import type { Translate } from '../../lib/messages.ts'
import { statusOptions } from '../../lib/session.ts'
import { AccountFrame } from './account-frame.tsx'
import { FrameLink } from './frame-link.tsx'
import { PasswordField } from './password-field.tsx'
import { ProblemText } from './problem.tsx'
import { SecondFactorStep } from './second-factor-step.tsx'
import { useEnter } from './use-enter.ts'

const route = getRouteApi('/sign-in')

/** What is said over the whole form: fields that are wrong in themselves (a mistyped address) say so in their place. */
function problemText(t: Translate, failure: Failure): string | null {
  if (failure.code === 'FORBIDDEN' && failure.fields['email'] !== undefined) return t('account.unverified')
  if (Object.keys(failure.fields).length > 0) return null
  return failure.code === 'UNAUTHORIZED' ? t('account.wrong') : failureText(t, failure)
}

export function SignInPage() {
  const { t } = useText()
  const { next, ended } = route.useSearch()
  const enter = useEnter()
  const status = useQuery(statusOptions())
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [codeAsked, setCodeAsked] = useState(false)
  const login = useMutation(
    trpc.auth.login.mutationOptions({
      meta: { public: true },
      onSuccess: () => enter(next),
      onError: (error) => {
        // The password was right; the account also wants a code.
        if (failureOf(error).fields['totp'] !== undefined) setCodeAsked(true)
      },
    }),
  )
  const failure = login.error && failureOf(login.error)
  const back = () => {
    login.reset()
    setCodeAsked(false)
  }
  if (codeAsked)
    return (
      <SecondFactorStep
        busy={login.isPending}
        // The failure that asked for the code is not one of the code.
        failure={login.variables?.totp === undefined ? null : failure}
        onCode={(totp) => login.mutate({ email, password, totp })}
        onBack={back}
      />
    )
  const problem = failure && problemText(t, failure)
  const fields = problem === null ? (failure?.fields ?? {}) : {}
  return (
    <AccountFrame
      title={t('account.signInTitle')}
      lead={ended ? t('account.ended') : t('account.signInLead')}
      onSubmit={() => login.mutate({ email, password })}
      links={
        <>
          <FrameLink to="/forgot">{t('account.forgotLink')}</FrameLink>
          {status.data?.registrationOpen && <FrameLink to="/register">{t('account.registerLink')}</FrameLink>}
        </>
      }
    >
      <TextField
        label={t('account.email')}
        type="email"
        name="email"
        autoComplete="username"
        autoFocus
        required
        value={email}
        onChange={(event) => setEmail(event.target.value)}
        error={fields['email']}
      />
      <PasswordField
        label={t('account.password')}
        name="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        error={fields['password']}
      />
      {problem && <ProblemText>{problem}</ProblemText>}
      <Button type="submit" variant="primary" size="lg" busy={login.isPending}>
        {t('account.signIn')}
      </Button>
    </AccountFrame>
  )
}
