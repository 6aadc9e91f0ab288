import type { Mode } from '@sarvanom/core/schemas'
import { Check, ChevronDown, Gauge } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { overlayParent, panelClass } from '../../components/ui/menu.tsx'
import { cx } from '../../lib/cx.ts'
import { useText } from '../../lib/i18n.ts'
import { pickerClass } from './collection-picker.tsx'

export const modes = [
  { value: 'quick', name: 'ask.modeQuick', text: 'ask.modeQuickText' },
  { value: 'standard', name: 'ask.modeStandard', text: 'ask.modeStandardText' },
  { value: 'research', name: 'ask.modeResearch', text: 'ask.modeResearchText' },
] as const satisfies readonly { value: Mode; name: string; text: string }[]

/** How much work the question may cause, each way with what it means. */
export function ModePicker({ value, onChange }: { value: Mode; onChange: (mode: Mode) => void }) {
  const { t } = useText()
  const current = modes.find((mode) => mode.value === value)
  const label = current ? t(current.name) : ''
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className={pickerClass} aria-label={`${t('ask.mode')}: ${label}`}>
        <Gauge size={15} aria-hidden className="shrink-0" />
        {label}
        <ChevronDown size={14} aria-hidden className="shrink-0" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={overlayParent()}>
        <DropdownMenu.Content align="start" sideOffset={6} collisionPadding={8} className={cx(panelClass, 'w-80 p-1')}>
          <DropdownMenu.RadioGroup value={value} onValueChange={(mode) => onChange(mode as Mode)}>
            {modes.map((mode) => (
              <DropdownMenu.RadioItem
                key={mode.value}
                value={mode.value}
                className="flex cursor-pointer gap-3 rounded-[6px] px-2.5 py-2 outline-none data-[highlighted]:bg-sunken"
              >
                <span className="grid size-5 shrink-0 place-items-center text-accent">
                  <DropdownMenu.ItemIndicator>
                    <Check size={16} aria-hidden />
                  </DropdownMenu.ItemIndicator>
                </span>
                <span>
                  <span className="block font-medium">{t(mode.name)}</span>
                  <span className="block text-ink-faint text-sm">{t(mode.text)}</span>
                </span>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
