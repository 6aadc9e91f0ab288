import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../../components/ui/button.tsx'
import { CopyButton } from '../../../components/ui/copy-button.tsx'
import { Dialog } from '../../../components/ui/dialog.tsx'
import { SelectField, TextField } from '../../../components/ui/field.tsx'
import { queryClient, trpc } from '../../../lib/api.ts'
import { failureOf } from '../../../lib/errors.ts'
import { useText } from '../../../lib/i18n.ts'
import { useUser } from '../../../lib/session.ts'
import { Problem } from '../problem.tsx'
import type { ApiKey } from './types.ts'

type Scope = ApiKey['scopes'][number]

const lifetimes = ['30', '90', 'year'] as const
type Lifetime = (typeof lifetimes)[number]

/** Every key ends; null is the latest that the server allows, a year. */
const expiryOf = (lifetime: Lifetime, now: number): string | null =>
  lifetime === 'year' ? null : new Date(now + Number(lifetime) * 86_400_000).toISOString()

/** Asks what a new key may do, then shows it for the only time. */
export function NewKey({ onClose }: { onClose: () => void }) {
  const { t } = useText()
  const create = useMutation(
    trpc.auth.apiKeys.create.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.auth.apiKeys.list.pathFilter()),
    }),
  )
  if (create.data)
    return (
      <Dialog open onClose={onClose} title={t('apiKeys.createdTitle')}>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-5 p-5">
          <p className="text-ink-soft">{t('apiKeys.createdText')}</p>
          <TextField
            label={t('apiKeys.key')}
            value={create.data.key}
            readOnly
            autoFocus
            className="font-mono"
            onFocus={(event) => event.target.select()}
          />
          <div className="flex flex-wrap justify-end gap-2">
            <CopyButton variant="primary" text={create.data.key} label={t('apiKeys.copy')} />
            <Button onClick={onClose}>{t('apiKeys.done')}</Button>
          </div>
        </div>
      </Dialog>
    )
  const failure = create.error && failureOf(create.error)
  return (
    <Dialog open onClose={onClose} title={t('apiKeys.newTitle')}>
      <KeyForm
        failure={failure}
        busy={create.isPending}
        onClose={onClose}
        onCreate={({ name, scopes, lifetime }) =>
          create.mutate({ name, scopes, expiresAt: expiryOf(lifetime, Date.now()) })
        }
      />
    </Dialog>
  )
}

interface FormProps {
  failure: ReturnType<typeof failureOf> | null
  busy: boolean
  onClose: () => void
  onCreate: (values: { name: string; scopes: Scope[]; lifetime: Lifetime }) => void
}

function KeyForm({ failure, busy, onClose, onCreate }: FormProps) {
  const { t } = useText()
  const user = useUser()
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<Scope[]>(['read', 'ask'])
  const [lifetime, setLifetime] = useState<Lifetime>('90')
  const problems = failure?.fields ?? {}
  // What one may not do oneself is not offered for a key either.
  const offered: Scope[] = [
    'read',
    'ask',
    ...(user?.permissions.includes('library:write') ? (['write'] as const) : []),
    ...(user?.permissions.some((permission) => permission !== 'library:write') ? (['admin'] as const) : []),
  ]
  const turn = (scope: Scope) =>
    setScopes(offered.filter((one) => (one === scope ? !scopes.includes(one) : scopes.includes(one))))
  return (
    <form
      noValidate
      className="grid grid-cols-[minmax(0,1fr)] gap-5 p-5"
      onSubmit={(event) => {
        event.preventDefault()
        onCreate({ name: name.trim(), scopes, lifetime })
      }}
    >
      <TextField
        label={t('apiKeys.name')}
        placeholder={t('apiKeys.namePlaceholder')}
        value={name}
        maxLength={100}
        autoFocus
        required
        onChange={(event) => setName(event.target.value)}
        error={problems['name']}
      />
      <fieldset className="grid gap-2.5">
        <legend className="mb-1.5 font-medium text-sm">{t('apiKeys.scopes')}</legend>
        {offered.map((scope) => (
          <label key={scope} className="flex cursor-pointer items-start gap-3">
            <input
              type="checkbox"
              checked={scopes.includes(scope)}
              onChange={() => turn(scope)}
              className="mt-0.5 size-4 accent-accent"
            />
            <span>
              <span className="block font-medium">{t(`apiKeys.scope_${scope}`)}</span>
              <span className="block text-ink-soft text-sm">{t(`apiKeys.scope_${scope}Text`)}</span>
            </span>
          </label>
        ))}
        <p role="alert" className="text-contradicted text-sm empty:hidden">
          {scopes.length === 0 ? t('apiKeys.scopeNone') : problems['scopes']}
        </p>
      </fieldset>
      <SelectField
        label={t('apiKeys.expiry')}
        value={lifetime}
        onChange={(event) => setLifetime(lifetimes.find((one) => one === event.target.value) ?? '90')}
        error={problems['expiresAt']}
      >
        <option value="30">{t('apiKeys.days', { count: 30 })}</option>
        <option value="90">{t('apiKeys.days', { count: 90 })}</option>
        <option value="year">{t('apiKeys.year')}</option>
      </SelectField>
      <Problem failure={failure} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button type="submit" variant="primary" busy={busy} disabled={name.trim() === '' || scopes.length === 0}>
          {t('apiKeys.create')}
        </Button>
      </div>
    </form>
  )
}
