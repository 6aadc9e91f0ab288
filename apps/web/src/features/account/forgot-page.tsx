import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { TextField } from '../../components/ui/field.tsx'
import { trpc } from '../../lib/api.ts'
import { failureOf } from '../../lib/errors.ts'
import { useText } from '../../lib/i18n.ts'
import { statusOptions } from '../../lib/session.ts'
import { AccountFrame } from './account-frame.tsx'
import { FrameLink } from './frame-link.tsx'
import { Problem } from './problem.tsx'

/** Asks for a link to choose a new password. What it says does not tell whether the address has an account. */
export function ForgotPage() {
  const { t } = useText()
  const status = useQuery(statusOptions())
  const [email, setEmail] = useState('')
  const request = useMutation(trpc.auth.requestPasswordReset.mutationOptions({ meta: { public: true } }))
  const title = t('account.forgotTitle')
  const toSignIn = <FrameLink to="/sign-in">{t('account.toSignIn')}</FrameLink>
  if (status.data?.mail === false || request.data?.mail === false)
    return <AccountFrame title={title} lead={t('account.forgotNoMail')} links={toSignIn} />
  if (request.isSuccess)
    return (
      <AccountFrame
        title={t('account.mailTitle')}
        lead={t('account.mailReset', { email: request.variables.email.trim() })}
        links={
          <>
            {toSignIn}
            <Button variant="quiet" size="sm" className="-mr-3" onClick={() => request.reset()}>
              {t('common.retry')}
            </Button>
          </>
        }
      >
        <p className="text-ink-faint">{t('account.mailNothing')}</p>
      </AccountFrame>
    )
  const failure = request.error && failureOf(request.error)
  return (
    <AccountFrame
      title={title}
      lead={t('account.forgotLead')}
      onSubmit={() => request.mutate({ email })}
      links={toSignIn}
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
        error={failure?.fields['email']}
      />
      <Problem failure={failure} />
      <Button type="submit" variant="primary" size="lg" busy={request.isPending}>
        {t('account.forgotSend')}
      </Button>
    </AccountFrame>
  )
}
