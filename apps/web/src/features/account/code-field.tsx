import type { ComponentProps } from 'react'
import { TextField } from '../../components/ui/field.tsx'

type Props = Omit<ComponentProps<typeof TextField>, 'onChange' | 'type' | 'value'> & {
  kind: 'app' | 'recovery'
  value: string
  onValue: (value: string) => void
}

/** A one-time code, in figures that are easy to compare with those on the other screen. */
export function CodeField({ kind, onValue, ...rest }: Props) {
  const digits = kind === 'app'
  return (
    <TextField
      name="totp"
      autoComplete="one-time-code"
      inputMode={digits ? 'numeric' : 'text'}
      autoCapitalize="none"
      spellCheck={false}
      required
      // Apps show "123 456"; pasted with its blank it is longer than six.
      maxLength={digits ? 7 : 40}
      className={digits ? 'figures h-11 font-mono text-xl tracking-[0.25em]' : 'h-11 font-mono text-lg'}
      onChange={(event) => onValue(digits ? event.target.value.replace(/\D/g, '').slice(0, 6) : event.target.value)}
      {...rest}
    />
  )
}
