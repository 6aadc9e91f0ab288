import { CircleCheck, CircleSlash, CircleX } from 'lucide-react'
import { cx } from '../../../lib/cx.ts'
import { useText } from '../../../lib/i18n.ts'
import type { AuditEvent } from '../types.ts'
import { useTargetText } from './action-text.ts'

const looks = {
  success: { icon: CircleCheck, tone: 'text-ink-faint' },
  denied: { icon: CircleSlash, tone: 'text-contradicted' },
  failed: { icon: CircleX, tone: 'text-contradicted' },
} as const

/** How an act ended, by shape and word. */
export function ResultMark({ result }: { result: AuditEvent['result'] }) {
  const { t } = useText()
  const { icon: Icon, tone } = looks[result]
  return (
    <span className={cx('inline-flex shrink-0 items-center gap-1.5 whitespace-nowrap text-sm', tone)}>
      <Icon size={15} aria-hidden />
      {t(`audit.result_${result}`)}
    </span>
  )
}

/** On what: the kind of object; for a role also its name, which is what it is known by. */
export function useTarget({ target }: AuditEvent): { name: string; id: string | undefined } {
  const textOf = useTargetText()
  if (!target) return { name: '', id: undefined }
  return { name: target.type === 'role' ? `${textOf('role')} ${target.id}` : textOf(target.type), id: target.id }
}

/** Everything that was recorded about one event. */
export function AuditDetail({ event }: { event: AuditEvent }) {
  const { t } = useText()
  const { id, actor, target, action, detail } = event
  const entries: [string, string][] = [
    [t('audit.action'), action],
    ...(actor
      ? [[t('audit.actorId'), actor.email ? `${actor.email} (${actor.id})` : actor.id] as [string, string]]
      : []),
    ...(target ? [[t('audit.targetId'), `${target.type} ${target.id}`] as [string, string]] : []),
    [t('audit.id'), id],
  ]
  const isEmpty = detail === null || (typeof detail === 'object' && Object.keys(detail).length === 0)
  return (
    <div className="rounded-box bg-sunken px-4 py-3 text-sm">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
        {entries.map(([term, value]) => (
          <div key={term} className="contents">
            <dt className="text-ink-faint">{term}</dt>
            <dd className="figures break-all">{value}</dd>
          </div>
        ))}
      </dl>
      {!isEmpty && (
        <pre className="mt-2 whitespace-pre-wrap break-words font-mono text-ink-soft text-xs">
          {JSON.stringify(detail, null, 2)}
        </pre>
      )}
    </div>
  )
}
