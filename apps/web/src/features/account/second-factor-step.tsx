import { useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import type { Failure } from '../../lib/errors.ts'
import { useText } from '../../lib/i18n.ts'
import { AccountFrame } from './account-frame.tsx'
import { CodeField } from './code-field.tsx'
import { Problem } from './problem.tsx'

interface Props {
  busy: boolean
  failure: Failure | null
  onCode: (code: string) => void
  onBack: () => void
}

/** The second step of signing in: a code of the app, or a recovery code for who has lost it. */
export function SecondFactorStep({ busy, failure, onCode, onBack }: Props) {
  const { t } = useText()
  const [recovery, setRecovery] = useState(false)
  const [code, setCode] = useState('')
  /** Which kind the refused code was: switching to the other must not show the old refusal. */
  const [tried, setTried] = useState(false)
  const wrong = failure?.fields['totp'] !== undefined && tried === recovery
  const wrongText = recovery ? t('account.recoveryCodeWrong') : t('account.codeWrong')
  return (
    <AccountFrame
      title={t('account.codeTitle')}
      lead={recovery ? t('account.recoveryLead') : t('account.codeLead')}
      onSubmit={() => {
        setTried(recovery)
        onCode(code.trim())
      }}
      links={
        <>
          <Button
            variant="quiet"
            size="sm"
            className="-ml-3"
            onClick={() => {
              setRecovery(!recovery)
              setCode('')
            }}
          >
            {recovery ? t('account.useApp') : t('account.useRecovery')}
          </Button>
          <Button variant="quiet" size="sm" className="-mr-3" onClick={onBack}>
            {t('account.back')}
          </Button>
        </>
      }
    >
      <CodeField
        key={String(recovery)}
        kind={recovery ? 'recovery' : 'app'}
        label={recovery ? t('account.recoveryCode') : t('account.code')}
        value={code}
        onValue={setCode}
        autoFocus
        error={wrong ? wrongText : undefined}
      />
      <Problem failure={failure} />
      <Button type="submit" variant="primary" size="lg" busy={busy} disabled={code.trim() === ''}>
        {t('account.signIn')}
      </Button>
    </AccountFrame>
  )
}
