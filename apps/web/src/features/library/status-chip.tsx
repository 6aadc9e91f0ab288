import { CircleAlert, CircleCheck, Clock, LoaderCircle } from 'lucide-react'
import { cx } from '../../lib/cx.ts'
import { useText } from '../../lib/i18n.ts'
import type { DocumentStatus } from './types.ts'

const looks = {
  queued: { icon: Clock, tone: 'text-ink-faint' },
  parsing: { icon: LoaderCircle, tone: 'text-accent' },
  chunking: { icon: LoaderCircle, tone: 'text-accent' },
  embedding: { icon: LoaderCircle, tone: 'text-accent' },
  indexed: { icon: CircleCheck, tone: 'text-ink-faint' },
  failed: { icon: CircleAlert, tone: 'text-contradicted' },
} as const

/** Where a document stands, by shape and word. */
export function StatusChip({ status }: { status: DocumentStatus }) {
  const { t } = useText()
  const { icon: Icon, tone } = looks[status]
  return (
    <span className={cx('inline-flex items-center gap-1.5 whitespace-nowrap text-sm', tone)}>
      <Icon size={15} aria-hidden className={cx('shrink-0', Icon === LoaderCircle && 'animate-spin')} />
      {t(`documents.status_${status}`)}
    </span>
  )
}
