import type { LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'
import { cx } from '../../lib/cx.ts'

export const iconButtonClass =
  'inline-grid size-8 shrink-0 place-items-center rounded-box text-ink-faint transition-colors duration-100 hover:bg-sunken hover:text-ink aria-pressed:bg-accent-soft aria-pressed:text-accent disabled:opacity-50'

/** A button that is only an icon. Its label names it for everyone: as its accessible name and as the browser's tooltip. */
export function IconButton({
  icon: Icon,
  label,
  className,
  size = 16,
  ...rest
}: Omit<ComponentProps<'button'>, 'children'> & { icon: LucideIcon; label: string; size?: number }) {
  return (
    <button type="button" aria-label={label} title={label} className={cx(iconButtonClass, className)} {...rest}>
      <Icon size={size} aria-hidden />
    </button>
  )
}
