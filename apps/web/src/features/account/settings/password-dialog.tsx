import { useState } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { Dialog } from '../../../components/ui/dialog.tsx'
import type { Failure } from '../../../lib/errors.ts'
import { useText } from '../../../lib/i18n.ts'
import { CodeField } from '../code-field.tsx'
import { PasswordField } from '../password-field.tsx'
import { Problem, ProblemText } from '../problem.tsx'

interface Props {
  title: string
  text: string
  action: string
  danger?: boolean
  /** Whether a code of the second factor is asked for as well. */
  withCode?: boolean
  busy: boolean
  failure: Failure | null
  onClose: () => void
  onConfirm: (password: string, code: string) => void
}

/** Asks once more for the password before an act that someone at an unlocked screen must not be able to do. */
export function PasswordDialog({
  title,
  text,
  action,
  danger = false,
  withCode = false,
  busy,
  failure,
  onClose,
  onConfirm,
}: Props) {
  const { t } = useText()
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const problems = failure?.fields ?? {}
  const wrong = failure?.code === 'UNAUTHORIZED'
  const codeProblem = problems['code'] ?? problems['totp']
  const passwordProblem = wrong && codeProblem === undefined ? t('profile.passwordWrong') : problems['password']
  return (
    <Dialog open onClose={onClose} title={title}>
      <form
        noValidate
        className="grid grid-cols-[minmax(0,1fr)] gap-5 p-5"
        onSubmit={(event) => {
          event.preventDefault()
          onConfirm(password, code.trim())
        }}
      >
        <p className="text-ink-soft">{text}</p>
        <PasswordField
          label={t('profile.yourPassword')}
          name="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          error={passwordProblem}
        />
        {withCode && (
          <CodeField
            kind="recovery"
            label={t('account.code')}
            hint={t('security.codeOrRecovery')}
            value={code}
            onValue={setCode}
            error={codeProblem === undefined ? undefined : t('account.codeWrong')}
          />
        )}
        {wrong ? null : <Problem failure={failure} />}
        {failure?.code === 'CONFLICT' && Object.keys(problems).length > 0 && (
          <ProblemText>{failure.message}</ProblemText>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            variant={danger ? 'danger' : 'primary'}
            busy={busy}
            disabled={password === '' || (withCode && code.trim() === '')}
          >
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
