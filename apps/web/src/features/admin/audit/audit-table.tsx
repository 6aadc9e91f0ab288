import { Fragment } from 'react'
import { cx } from '../../../lib/cx.ts'
import { formatStamp } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import type { AuditEvent } from '../types.ts'
import { useActionText } from './action-text.ts'
import { AuditDetail, ResultMark, useTarget } from './audit-parts.tsx'
import { Actor, type AuditListProps, useOpening } from './audit-row.tsx'

export function AuditTable({ events, onPerson }: AuditListProps) {
  const { t } = useText()
  const head = 'py-2 pr-4 font-medium text-ink-faint text-sm'
  return (
    <table className="w-full table-fixed border-collapse text-left">
      <thead>
        <tr className="border-line border-b">
          <th scope="col" className={cx(head, 'w-52')}>
            {t('audit.time')}
          </th>
          <th scope="col" className={cx(head, 'w-40')}>
            {t('audit.person')}
          </th>
          <th scope="col" className={head}>
            {t('audit.action')}
          </th>
          <th scope="col" className={cx(head, 'w-32')}>
            {t('audit.target')}
          </th>
          <th scope="col" className={cx(head, 'w-28')}>
            {t('audit.result')}
          </th>
          <th scope="col" className={cx(head, 'w-32')}>
            {t('audit.address')}
          </th>
          <th scope="col" className="w-8">
            <span className="sr-only">{t('audit.details')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {events.map((event) => (
          <TableRow key={event.id} event={event} onPerson={onPerson} />
        ))}
      </tbody>
    </table>
  )
}

function TableRow({ event, onPerson }: { event: AuditEvent; onPerson: AuditListProps['onPerson'] }) {
  const { locale } = useText()
  const textOf = useActionText()
  const target = useTarget(event)
  const { isOpen, id, toggle } = useOpening(event)
  return (
    <Fragment>
      <tr className="border-line border-t">
        <td className="figures py-2 pr-4 text-ink-soft text-sm">
          <time dateTime={event.at}>{formatStamp(locale, event.at)}</time>
        </td>
        <td className="truncate py-2 pr-4">
          <Actor event={event} onPerson={onPerson} />
        </td>
        <td className="py-2 pr-4 font-medium">{textOf(event.action)}</td>
        <td className="truncate py-2 pr-4 text-ink-soft" title={target.id}>
          {target.name}
        </td>
        <td className="py-2 pr-4">
          <ResultMark result={event.result} />
        </td>
        <td className="figures truncate py-2 pr-4 text-ink-soft text-sm" title={event.address ?? undefined}>
          {event.address}
        </td>
        <td className="py-1 text-right">{toggle}</td>
      </tr>
      <tr id={id} hidden={!isOpen}>
        <td colSpan={7} className="pb-4">
          {isOpen && <AuditDetail event={event} />}
        </td>
      </tr>
    </Fragment>
  )
}
