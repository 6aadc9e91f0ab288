import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { CopyButton } from '../../../components/ui/copy-button.tsx'
import { ErrorNote, Skeleton } from '../../../components/ui/states.tsx'
import { client, trpc } from '../../../lib/api.ts'
import { failureOf } from '../../../lib/errors.ts'
import { useText } from '../../../lib/i18n.ts'
import { CodeField } from '../code-field.tsx'
import { Problem } from '../problem.tsx'
import { QrCode } from './qr-code.tsx'
import { StepHeading } from './step-heading.tsx'

interface Props {
  onCancel: () => void
  onDone: (recoveryCodes: readonly string[]) => void | Promise<void>
}

/** Four characters at a time are easier to type from one screen into another. */
const grouped = (secret: string) => secret.replace(/(.{4})(?=.)/g, '$1 ')

/** The secret goes into an app, and a code from the app proves that it arrived. */
export function EnrolSecondFactor({ onCancel, onDone }: Props) {
  const { t } = useText()
  const [code, setCode] = useState('')
  // Read once each time the part opens: a secret that is shown belongs to this try alone.
  const begun = useQuery({
    queryKey: ['second-factor-secret'],
    queryFn: () => client.auth.totp.begin.mutate(),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const confirm = useMutation(
    trpc.auth.totp.confirm.mutationOptions({
      meta: { public: true },
      onSuccess: ({ recoveryCodes }) => onDone(recoveryCodes),
    }),
  )
  if (begun.error) return <ErrorNote error={begun.error} onRetry={() => void begun.refetch()} />
  const failure = confirm.error && failureOf(confirm.error)
  const wrong = failure !== null && (failure.code === 'UNAUTHORIZED' || Object.keys(failure.fields).length > 0)
  return (
    <form
      noValidate
      className="grid gap-6"
      onSubmit={(event) => {
        event.preventDefault()
        confirm.mutate({ code })
      }}
    >
      <div>
        <StepHeading>{t('security.scanTitle')}</StepHeading>
        <p className="mt-1 text-ink-soft">{t('security.scanText')}</p>
        <div className="mt-4">
          {begun.data ? (
            <QrCode text={begun.data.uri} label={t('security.qr')} />
          ) : (
            <Skeleton className="size-[208px] rounded-box" />
          )}
        </div>
        <p className="mt-4 text-ink-soft text-sm">{t('security.secret')}</p>
        <div className="mt-1.5 flex flex-wrap items-center gap-3">
          <code className="min-w-0 select-all break-words rounded-[6px] bg-sunken px-2.5 py-1.5 text-base">
            {begun.data ? grouped(begun.data.secret) : t('common.loading')}
          </code>
          {begun.data && <CopyButton size="sm" text={begun.data.secret} label={t('security.copySecret')} />}
        </div>
      </div>
      <div className="max-w-[240px]">
        <CodeField
          kind="app"
          label={t('security.codeTitle')}
          value={code}
          onValue={setCode}
          error={wrong ? t('account.codeWrong') : undefined}
        />
      </div>
      {!wrong && <Problem failure={failure} />}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" busy={confirm.isPending} disabled={code.length < 6 || !begun.data}>
          {t('security.confirm')}
        </Button>
        <Button onClick={onCancel}>{t('common.cancel')}</Button>
      </div>
    </form>
  )
}
