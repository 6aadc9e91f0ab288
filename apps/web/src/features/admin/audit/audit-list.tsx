import { ChevronDown } from 'lucide-react'
import { Fragment, type ReactNode, useId, useState } from 'react'
import { iconButtonClass } from '../../../components/ui/icon-button.tsx'
import { cx } from '../../../lib/cx.ts'
import { formatStamp } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import { useWide } from '../../../lib/use-media.ts'
import type { AuditEvent } from '../types.ts'
import { useActionText } from './action-text.ts'
import { AuditDetail, ResultMark, useTarget } from './audit-parts.tsx'

interface Props {
  events: AuditEvent[]
  onPerson: (id: string, name: string) => void
}

/** A table where there is room for one, else one event under the other. */
export function AuditList(props: Props) {
  const wide = useWide()
  return wide ? <Table {...props} /> : <Cards {...props} />
}

function Actor({ event, onPerson }: { event: AuditEvent; onPerson: Props['onPerson'] }) {
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
function useOpening(event: AuditEvent): { isOpen: boolean; id: string; toggle: ReactNode } {
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

function Table({ events, onPerson }: Props) {
  const { t } = useText()
  const head = 'py-2 pr-4 font-medium text-ink-faint text-sm'
  return (
    <table className="w-full table-fixed border-collapse text-left">
      <thead>
        <tr className="border-line border-b">
          <th scope="col" className={cx(head, 'w-44')}>
            {t('audit.time')}
          </th>
          <th scope="col" className={cx(head, 'w-40')}>
            {t('audit.person')}
          </th>
          <th scope="col" className={head}>
            {t('audit.action')}
          </th>
          <th scope="col" className={cx(head, 'w-36')}>
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

function TableRow({ event, onPerson }: { event: AuditEvent; onPerson: Props['onPerson'] }) {
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

function Cards({ events, onPerson }: Props) {
  return (
    <ul className="divide-y divide-line border-line border-y">
      {events.map((event) => (
        <Card key={event.id} event={event} onPerson={onPerson} />
      ))}
    </ul>
  )
}

function Card({ event, onPerson }: { event: AuditEvent; onPerson: Props['onPerson'] }) {
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
