import { Check, type LucideIcon } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from '../../lib/cx.ts'

export const panelClass =
  'z-40 animate-rise overflow-hidden rounded-box border border-line bg-raised text-ink shadow-high outline-none'

/** Panels open inside the main landmark, where a screen reader's user expects the page's content to be. */
export const overlayParent = (): HTMLElement | null => document.getElementById('content')

const itemClass =
  'flex cursor-pointer select-none items-center gap-3 rounded-[6px] px-2.5 py-2 text-base text-ink-soft outline-none data-[highlighted]:bg-sunken data-[highlighted]:text-ink data-[disabled]:opacity-50'

/** Not modal: locking the page's scrolling would need a style element, which the content security policy refuses. */
export function Menu({
  trigger,
  children,
  side = 'bottom',
  align = 'end',
}: {
  trigger: ReactNode
  children: ReactNode
  side?: 'top' | 'bottom' | 'right'
  align?: 'start' | 'end'
}) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal container={overlayParent()}>
        <DropdownMenu.Content
          side={side}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className={cx(panelClass, 'min-w-52 p-1')}
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

export function MenuItem({
  icon: Icon,
  danger = false,
  onSelect,
  disabled = false,
  children,
}: {
  icon?: LucideIcon
  danger?: boolean
  disabled?: boolean
  onSelect: () => void
  children: ReactNode
}) {
  return (
    <DropdownMenu.Item
      disabled={disabled}
      onSelect={onSelect}
      className={cx(itemClass, danger && 'text-contradicted data-[highlighted]:text-contradicted')}
    >
      {Icon && <Icon size={16} aria-hidden className="shrink-0" />}
      {children}
    </DropdownMenu.Item>
  )
}

/** One of several that exclude each other, with its heading. */
export function MenuChoice<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: T
  options: readonly { value: T; label: string }[]
  onChange: (value: T) => void
}) {
  return (
    <>
      <DropdownMenu.Label className="px-2.5 pt-2 pb-1 text-ink-faint text-xs">{label}</DropdownMenu.Label>
      <DropdownMenu.RadioGroup value={value} onValueChange={(next) => onChange(next as T)}>
        {options.map((option) => (
          <DropdownMenu.RadioItem key={option.value} value={option.value} className={itemClass}>
            <span className="grid size-4 place-items-center">
              <DropdownMenu.ItemIndicator>
                <Check size={15} aria-hidden />
              </DropdownMenu.ItemIndicator>
            </span>
            {option.label}
          </DropdownMenu.RadioItem>
        ))}
      </DropdownMenu.RadioGroup>
    </>
  )
}

export const MenuLine = () => <DropdownMenu.Separator className="my-1 h-px bg-line" />
