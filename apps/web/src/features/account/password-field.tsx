import { Eye, EyeOff } from 'lucide-react'
import { type ComponentProps, type ReactNode, useId, useState } from 'react'
import { inputClass } from '../../components/ui/field.tsx'
import { IconButton } from '../../components/ui/icon-button.tsx'
import { cx } from '../../lib/cx.ts'
import { useText } from '../../lib/i18n.ts'
import { passwordStrength } from './password-strength.ts'

type Props = Omit<ComponentProps<'input'>, 'type' | 'value'> & {
  label: string
  value: string
  hint?: ReactNode
  error?: string | undefined
}

/** A password that can be shown while typing. */
export function PasswordField({ label, hint, error, ...rest }: Props) {
  const { t } = useText()
  const id = useId()
  const [shown, setShown] = useState(false)
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-medium text-sm">
        {label}
      </label>
      <div className="relative">
        <input
          id={id}
          type={shown ? 'text' : 'password'}
          className={cx(inputClass, 'pr-11')}
          aria-invalid={error ? true : undefined}
          aria-describedby={`${id}-note`}
          {...rest}
        />
        <IconButton
          icon={shown ? EyeOff : Eye}
          label={shown ? t('account.hide') : t('account.show')}
          className="absolute top-1 right-1"
          onClick={() => setShown(!shown)}
        />
      </div>
      <div id={`${id}-note`} className="text-sm">
        {error ? (
          <p role="alert" className="text-contradicted">
            {error}
          </p>
        ) : (
          hint
        )}
      </div>
    </div>
  )
}

/** How strong a new password is, in words and as a bar of three. */
export function StrengthHint({ password }: { password: string }) {
  const { t } = useText()
  const length = password.length
  if (length === 0) return <p className="text-ink-faint">{t('account.passwordHint')}</p>
  if (length < 8) return <p className="text-ink-faint">{t('account.passwordShort', { count: 8 - length })}</p>
  const strength = passwordStrength(password)
  return (
    <p className="flex items-center gap-3 text-ink-soft">
      <span aria-hidden className="flex w-24 gap-1">
        {[1, 2, 3].map((step) => (
          <span
            key={step}
            className={cx(
              'h-1 flex-1 rounded-full',
              step > Math.max(strength, 0) ? 'bg-line' : strength === 1 ? 'bg-unfound' : 'bg-supported',
            )}
          />
        ))}
      </span>
      {t(`account.strength${strength}`)}
    </p>
  )
}
