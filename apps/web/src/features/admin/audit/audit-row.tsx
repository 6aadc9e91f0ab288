import { ChevronDown } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { iconButtonClass } from '../../../components/ui/icon-button.tsx'
import { cx } from '../../../lib/cx.ts'
import { formatStamp } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import type { AuditEvent } from '../types.ts'
import { useActionText } from './action-text.ts'

export interface AuditListProps {
  events: AuditEvent[]
  onPerson: (id: string, name: string) => void
}

/** Who did it; choosing the name shows only that person's acts. */
export function Actor({ event, onPerson }: { event: AuditEvent; onPerson: AuditListProps['onPerson'] }) {
  const { t } = useText()
  const { actor } = event
  if (!actor) return <span className="text-ink-faint">{t('audit.nobody')}</span>
  const name = actor.name ?? t('audit.deletedPerson')
  return (
    <button
      type="button"
      onClick={() => onPerson(actor.id, name)}
      title={t('audit.personOnly', { name: actor.email ?? name })}
      className="max-w-full truncate rounded-[4px] text-left hover:text-accent hover:underline"
    >
      {name}
    </button>
  )
}

/** An event that can be opened for the rest of what was recorded. */
export function useOpening(event: AuditEvent): { isOpen: boolean; id: string; toggle: ReactNode } {
  const { t, locale } = useText()
  const id = useId()
  const textOf = useActionText()
  const [isOpen, setOpen] = useState(false)
  const toggle = (
    <button
      type="button"
      aria-expanded={isOpen}
      aria-controls={id}
      aria-label={t('audit.showDetails', { action: textOf(event.action), when: formatStamp(locale, event.at) })}
      onClick={() => setOpen(!isOpen)}
      className={iconButtonClass}
    >
      <ChevronDown size={16} aria-hidden className={cx('transition-transform', isOpen && 'rotate-180')} />
    </button>
  )
  return { isOpen, id, toggle }
}
