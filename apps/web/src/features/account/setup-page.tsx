import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { TextField } from '../../components/ui/field.tsx'
import { trpc } from '../../lib/api.ts'
import { failureOf } from '../../lib/errors.ts'
import { useText } from '../../lib/i18n.ts'
import { AccountFrame } from './account-frame.tsx'
import { PasswordField, StrengthHint } from './password-field.tsx'
import { Problem } from './problem.tsx'
import { useEnter } from './use-enter.ts'

const empty = { setupCode: '', name: '', email: '', password: '' }

export function SetupPage() {
  const { t } = useText()
  const enter = useEnter()
  const [form, setForm] = useState(empty)
  const setup = useMutation(trpc.auth.setup.mutationOptions({ meta: { public: true }, onSuccess: () => enter() }))
  const failure = setup.error && failureOf(setup.error)
  const fields = failure?.fields ?? {}
  const bind = (name: keyof typeof empty) => ({
    name,
    required: true,
    value: form[name],
    onChange: (event: { target: { value: string } }) => setForm({ ...form, [name]: event.target.value }),
    error: name === 'setupCode' && fields['setupCode'] && form.setupCode ? t('account.setupCodeWrong') : fields[name],
  })
  return (
    <AccountFrame title={t('account.setupTitle')} lead={t('account.setupLead')} onSubmit={() => setup.mutate(form)}>
      <TextField
        label={t('account.setupCode')}
        hint={t('account.setupCodeHint')}
        autoComplete="off"
        spellCheck={false}
        autoFocus
        className="font-mono"
        {...bind('setupCode')}
      />
      <TextField label={t('account.name')} autoComplete="name" {...bind('name')} />
      <TextField label={t('account.email')} type="email" autoComplete="username" {...bind('email')} />
      <PasswordField
        label={t('account.password')}
        autoComplete="new-password"
        hint={<StrengthHint password={form.password} />}
        {...bind('password')}
      />
      <Problem failure={failure} />
      <Button type="submit" variant="primary" size="lg" busy={setup.isPending}>
        {t('account.create')}
      </Button>
    </AccountFrame>
  )
}
