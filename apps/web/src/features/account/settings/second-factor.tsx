import { useMutation } from '@tanstack/react-query'
import { ShieldCheck, ShieldOff } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { queryClient, trpc } from '../../../lib/api.ts'
import { failureOf } from '../../../lib/errors.ts'
import { useText } from '../../../lib/i18n.ts'
import { say } from '../../../lib/toast.ts'
import { EnrolSecondFactor } from './enrol-second-factor.tsx'
import { PasswordDialog } from './password-dialog.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import type { Account } from './types.ts'

/** Turning the second factor on or off changes the account, the session, and what may be used at all. */
const refresh = async () => {
  await queryClient.invalidateQueries(trpc.account.pathFilter())
  await queryClient.invalidateQueries(trpc.auth.pathFilter())
}

export function SecondFactor({ account }: { account: Account }) {
  const { t } = useText()
  const [enrolling, setEnrolling] = useState(false)
  const [codes, setCodes] = useState<readonly string[]>([])
  if (codes.length > 0) return <RecoveryCodes codes={codes} email={account.email} onKept={() => setCodes([])} />
  if (account.totpEnabled) return <TurnedOn account={account} onCodes={setCodes} />
  if (enrolling)
    return (
      <EnrolSecondFactor
        onCancel={() => setEnrolling(false)}
        onDone={async (recoveryCodes) => {
          setCodes(recoveryCodes)
          setEnrolling(false)
          say(t('security.turnedOn'))
          await refresh()
        }}
      />
    )
  return (
    <>
      <p className="flex items-center gap-2.5 font-medium">
        <ShieldOff size={18} aria-hidden className="text-ink-faint" />
        {t('security.off')}
      </p>
      <div>
        <Button variant="primary" onClick={() => setEnrolling(true)}>
          {t('security.setUp')}
        </Button>
      </div>
    </>
  )
}

function TurnedOn({ account, onCodes }: { account: Account; onCodes: (codes: readonly string[]) => void }) {
  const { t } = useText()
  const [dialog, setDialog] = useState<'off' | 'codes' | null>(null)
  const disable = useMutation(
    trpc.auth.totp.disable.mutationOptions({
      meta: { public: true },
      onSuccess: async () => {
        setDialog(null)
        say(t('security.turnedOff'))
        await refresh()
      },
    }),
  )
  const renew = useMutation(
    trpc.auth.totp.newRecoveryCodes.mutationOptions({
      meta: { public: true },
      onSuccess: async ({ recoveryCodes }) => {
        setDialog(null)
        onCodes(recoveryCodes)
        await refresh()
      },
    }),
  )
  const close = () => {
    disable.reset()
    renew.reset()
    setDialog(null)
  }
  return (
    <>
      <div className="grid gap-1">
        <p className="flex items-center gap-2.5 font-medium">
          <ShieldCheck size={18} aria-hidden className="text-supported" />
          {t('security.on')}
        </p>
        <p className={account.recoveryCodesLeft > 2 ? 'text-ink-soft' : 'text-unfound'}>
          {t('security.codesLeft', { count: account.recoveryCodesLeft })}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => setDialog('codes')}>{t('security.newCodes')}</Button>
        <Button onClick={() => setDialog('off')}>{t('security.turnOff')}</Button>
      </div>
      {dialog === 'codes' && (
        <PasswordDialog
          title={t('security.newCodesTitle')}
          text={t('security.newCodesText')}
          action={t('security.makeCodes')}
          busy={renew.isPending}
          failure={renew.error && failureOf(renew.error)}
          onClose={close}
          onConfirm={(password) => renew.mutate({ password })}
        />
      )}
      {dialog === 'off' && (
        <PasswordDialog
          title={t('security.turnOffTitle')}
          text={t('security.turnOffText')}
          action={t('security.turnOff')}
          danger
          withCode
          busy={disable.isPending}
          failure={disable.error && failureOf(disable.error)}
          onClose={close}
          onConfirm={(password, code) => disable.mutate({ password, code })}
        />
      )}
    </>
  )
}
