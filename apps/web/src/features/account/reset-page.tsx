import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Button, buttonClass } from '../../components/ui/button.tsx'
import { queryClient, trpc } from '../../lib/api.ts'
import { failureOf } from '../../lib/errors.ts'
import { forgetEverything } from '../../lib/forget.ts'
import { useText } from '../../lib/i18n.ts'
import { useLinkToken } from '../../lib/link-token.ts'
import { AccountFrame } from './account-frame.tsx'
import { isLinkGone, LinkGone } from './link-gone.tsx'
import { PasswordField, StrengthHint } from './password-field.tsx'
import { Problem } from './problem.tsx'

/** Where a link to choose a password leads: after forgetting one, or for an account that an administrator made. */
export function ResetPage() {
  const { t } = useText()
  const token = useLinkToken()
  const [password, setPassword] = useState('')
  const reset = useMutation(
    trpc.auth.resetPassword.mutationOptions({
      meta: { public: true },
      // Every session of the account has ended, the one of this browser too where it was the same account.
      onSuccess: () => {
        forgetEverything()
        queryClient.clear()
      },
    }),
  )
  if (reset.isSuccess)
    return (
      <AccountFrame title={t('account.resetDoneTitle')} lead={t('account.resetDone')}>
        <Link to="/sign-in" search={{}} className={buttonClass({ variant: 'primary', size: 'lg' })}>
          {t('account.signIn')}
        </Link>
      </AccountFrame>
    )
  const failure = reset.error && failureOf(reset.error)
  const problems = failure?.fields ?? {}
  if (token === '' || isLinkGone(failure)) return <LinkGone again />
  return (
    <AccountFrame
      title={t('account.resetTitle')}
      lead={t('account.resetLead')}
      onSubmit={() => reset.mutate({ token, password })}
    >
      <PasswordField
        label={t('account.newPassword')}
        name="password"
        autoComplete="new-password"
        autoFocus
        required
        value={password}
        hint={<StrengthHint password={password} />}
        onChange={(event) => setPassword(event.target.value)}
        error={problems['password']}
      />
      <Problem failure={failure} />
      <Button type="submit" variant="primary" size="lg" busy={reset.isPending}>
        {t('account.resetSave')}
      </Button>
    </AccountFrame>
  )
}
