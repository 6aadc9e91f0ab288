import { formatStamp } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import type { AuditEvent } from '../types.ts'
import { useActionText } from './action-text.ts'
import { AuditDetail, ResultMark, useTarget } from './audit-parts.tsx'
import { Actor, type AuditListProps, useOpening } from './audit-row.tsx'

export function AuditCards({ events, onPerson }: AuditListProps) {
  return (
    <ul className="divide-y divide-line border-line border-y">
      {events.map((event) => (
        <Card key={event.id} event={event} onPerson={onPerson} />
      ))}
    </ul>
  )
}

function Card({ event, onPerson }: { event: AuditEvent; onPerson: AuditListProps['onPerson'] }) {
  const { t, locale } = useText()
  const textOf = useActionText()
  const target = useTarget(event)
  const { isOpen, id, toggle } = useOpening(event)
  return (
    <li className="py-3">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <p className="font-medium">{textOf(event.action)}</p>
          <p className="truncate text-ink-soft">
            <Actor event={event} onPerson={onPerson} />
            {target.name && <span className="text-ink-faint"> · {target.name}</span>}
          </p>
          <p className="figures flex flex-wrap gap-x-3 text-ink-faint text-sm">
            <time dateTime={event.at}>{formatStamp(locale, event.at)}</time>
            {event.address && <span className="break-all">{t('devices.from', { address: event.address })}</span>}
          </p>
        </div>
        <ResultMark result={event.result} />
        {toggle}
      </div>
      <div id={id} hidden={!isOpen} className="mt-3">
        {isOpen && <AuditDetail event={event} />}
      </div>
    </li>
  )
}
