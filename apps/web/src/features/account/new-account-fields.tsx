import type { ReactNode } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { TextField } from '../../components/ui/field.tsx'
import { useText } from '../../lib/i18n.ts'
import { PasswordField, StrengthHint } from './password-field.tsx'

export interface NewAccount {
  name: string
  email: string
  password: string
}

interface Props {
  value: NewAccount
  onChange: (value: NewAccount) => void
  problems: Readonly<Record<string, string>>
  /** The address is given by an invitation and cannot be another. */
  emailFixed?: boolean
  busy: boolean
  action: string
  /** Said between the fields and the button. */
  children: ReactNode
}

/** What every new account is made of. */
export function NewAccountFields({ value, onChange, problems, emailFixed = false, busy, action, children }: Props) {
  const { t } = useText()
  const bind = (name: keyof NewAccount) => ({
    name,
    required: true,
    value: value[name],
    onChange: (event: { target: { value: string } }) => onChange({ ...value, [name]: event.target.value }),
    error: problems[name],
  })
  return (
    <>
      <TextField label={t('account.name')} autoComplete="name" autoFocus maxLength={100} {...bind('name')} />
      <TextField
        label={t('account.email')}
        type="email"
        autoComplete="username"
        readOnly={emailFixed}
        className={emailFixed ? 'bg-sunken' : ''}
        {...bind('email')}
      />
      <PasswordField
        label={t('account.password')}
        autoComplete="new-password"
        hint={<StrengthHint password={value.password} />}
        {...bind('password')}
      />
      {children}
      <Button type="submit" variant="primary" size="lg" busy={busy}>
        {action}
      </Button>
    </>
  )
}
