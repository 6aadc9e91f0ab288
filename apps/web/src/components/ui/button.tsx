import type { ComponentProps } from 'react'
import { cx } from '../../lib/cx.ts'

const base =
  'inline-flex select-none items-center justify-center gap-2 whitespace-nowrap rounded-box font-medium transition-colors duration-100 disabled:cursor-not-allowed disabled:opacity-55'

const variants = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong',
  secondary: 'border border-line bg-raised text-ink shadow-low hover:border-line-strong',
  quiet: 'text-ink-soft hover:bg-sunken hover:text-ink',
  danger: 'bg-contradicted text-paper hover:brightness-95',
}

const sizes = { sm: 'h-8 px-3 text-sm', md: 'h-9 px-4 text-base', lg: 'h-11 px-5 text-base' }

export type ButtonLook = { variant?: keyof typeof variants; size?: keyof typeof sizes }

/** The classes of a button, for links that look like one. */
export const buttonClass = ({ variant = 'secondary', size = 'md' }: ButtonLook = {}, more?: string): string =>
  cx(base, variants[variant], sizes[size], more)

export function Button({
  variant,
  size,
  busy = false,
  className,
  disabled,
  type = 'button',
  ...rest
}: ComponentProps<'button'> & ButtonLook & { busy?: boolean }) {
  const look = { ...(variant && { variant }), ...(size && { size }) }
  return (
    <button
      type={type}
      className={buttonClass(look, cx(busy && 'animate-breathe', className))}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      {...rest}
    />
  )
}
