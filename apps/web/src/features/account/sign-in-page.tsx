import { useMutation } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { TextField } from '../../components/ui/field.tsx'
import { queryClient, trpc } from '../../lib/api.ts'
import { failureOf, failureText } from '../../lib/errors.ts'
import { useText } from '../../lib/i18n.ts'
import { safeNext } from '../../lib/session.ts'
import { AccountFrame } from './account-frame.tsx'
import { PasswordField } from './password-field.tsx'

const route = getRouteApi('/sign-in')

export function SignInPage() {
  const { t } = useText()
  const { next, ended } = route.useSearch()
  const navigate = useNavigate()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const login = useMutation(
    trpc.auth.login.mutationOptions({
      meta: { public: true },
      onSuccess: async () => {
        queryClient.clear()
        await navigate({ href: safeNext(next), replace: true })
      },
    }),
  )
  const failure = login.error && failureOf(login.error)
  const fields = failure?.fields ?? {}
  const general =
    failure && Object.keys(fields).length === 0
      ? failure.code === 'UNAUTHORIZED'
        ? t('account.wrong')
        : failureText(t, failure)
      : null
  return (
    <AccountFrame
      title={t('account.signInTitle')}
      lead={ended ? t('account.ended') : t('account.signInLead')}
      onSubmit={() => login.mutate({ email, password })}
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
      {general && (
        <p role="alert" className="text-contradicted">
          {general}
        </p>
      )}
      <Button type="submit" variant="primary" size="lg" busy={login.isPending}>
        {t('account.signIn')}
      </Button>
    </AccountFrame>
  )
}
