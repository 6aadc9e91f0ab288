import { Command } from 'cmdk'
import { Check, ChevronDown } from 'lucide-react'
import { Popover } from 'radix-ui'
import { type ReactNode, useId, useState } from 'react'
import { inputClass } from '../../../components/ui/field.tsx'
import { overlayParent, panelClass } from '../../../components/ui/menu.tsx'
import { cx } from '../../../lib/cx.ts'
import { useText } from '../../../lib/i18n.ts'

export interface SelectOption {
  value: string
  label: string
  note?: string
}

interface Props {
  label: string
  /** What is chosen, as it is written on the field. */
  shown: string
  value: string
  placeholder: string
  options: readonly SelectOption[]
  onChange: (value: string) => void
  /** Below the options: the way to more of them. */
  footer?: ReactNode
}

/** A choice from more than fit into a plain select: opens a list that typing narrows. */
export function SearchSelect({ label, shown, value, placeholder, options, onChange, footer }: Props) {
  const { t } = useText()
  const id = useId()
  const [open, setOpen] = useState(false)
  return (
    <div className="grid gap-1.5">
      <span id={id} className="font-medium text-ink text-sm">
        {label}
      </span>
      <Popover.Root open={open} onOpenChange={setOpen}>
        <Popover.Trigger
          aria-labelledby={`${id} ${id}-value`}
          className={cx(inputClass, 'flex h-9 items-center gap-2 py-0 text-left')}
        >
          <span id={`${id}-value`} className="min-w-0 flex-1 truncate">
            {shown}
          </span>
          <ChevronDown size={14} aria-hidden className="shrink-0 text-ink-faint" />
        </Popover.Trigger>
        <Popover.Portal container={overlayParent()}>
          <Popover.Content
            align="start"
            sideOffset={6}
            collisionPadding={8}
            aria-label={label}
            className={cx(panelClass, 'w-76')}
          >
            <Command label={label} loop defaultValue={value}>
              <Command.Input
                autoFocus
                placeholder={placeholder}
                className="h-10 w-full border-line border-b bg-transparent px-3 outline-none placeholder:text-ink-faint"
              />
              <Command.List className="max-h-72 overflow-y-auto overscroll-contain p-1">
                <Command.Empty className="px-2.5 py-3 text-ink-faint text-sm">
                  {t('dashboard.filter.noMatch')}
                </Command.Empty>
                {options.map((option) => (
                  <Command.Item
                    key={option.value}
                    value={option.value}
                    keywords={[option.label]}
                    onSelect={() => {
                      setOpen(false)
                      onChange(option.value)
                    }}
                    className="flex cursor-pointer items-center gap-3 rounded-[6px] px-2.5 py-2 text-ink-soft data-[selected=true]:bg-sunken data-[selected=true]:text-ink"
                  >
                    <span className="grid size-4 shrink-0 place-items-center">
                      {option.value === value && <Check size={15} aria-hidden />}
                    </span>
                    <span className="min-w-0 flex-1 truncate">{option.label}</span>
                    {option.note && <span className="figures shrink-0 text-ink-faint text-sm">{option.note}</span>}
                  </Command.Item>
                ))}
              </Command.List>
              {footer}
            </Command>
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
    </div>
  )
}
