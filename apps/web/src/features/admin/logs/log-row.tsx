import { ChevronDown, CircleAlert, OctagonX, TriangleAlert } from 'lucide-react'
import { useId, useState } from 'react'
import { iconButtonClass } from '../../../components/ui/icon-button.tsx'
import { cx } from '../../../lib/cx.ts'
import { formatStamp } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import type { LogEntry } from '../types.ts'
import { LogDetail } from './log-detail.tsx'

const looks = {
  warn: { icon: TriangleAlert, tone: 'text-ink-soft' },
  error: { icon: CircleAlert, tone: 'text-contradicted' },
  fatal: { icon: OctagonX, tone: 'text-contradicted' },
} as const

/** What an entry is about, out of the fields that most of them have. */
const gist = (fields: LogEntry['fields']) =>
  ['queue', 'route', 'outcome', 'code', 'status'].flatMap((name) => fields[name] ?? []).join(' · ')

/** One warning or error, which can be opened for the rest. Time, kind and message side by side where there is room. */
export function LogRow({ entry }: { entry: LogEntry }) {
  const { t, locale } = useText()
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  const { icon: Icon, tone } = looks[entry.level]
  const when = formatStamp(locale, entry.at)
  const said = entry.error?.message ?? gist(entry.fields)
  return (
    <li className="py-2">
      <div className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-4 md:grid-cols-[12.5rem_8.5rem_minmax(0,1fr)_auto]">
        <div className="contents max-md:order-2 max-md:col-span-2 max-md:flex max-md:flex-wrap max-md:gap-x-4">
          <time dateTime={entry.at} className="figures py-1 text-ink-soft text-sm max-md:text-ink-faint">
            {when}
          </time>
          <span className={cx('inline-flex items-center gap-1.5 whitespace-nowrap py-1 text-sm', tone)}>
            <Icon size={15} aria-hidden />
            {t(`logs.kind_${entry.level}`)}
          </span>
        </div>
        <div className="min-w-0 py-1">
          <p className="break-words font-medium">{entry.message}</p>
          {said && <p className="line-clamp-2 break-words text-ink-soft text-sm">{said}</p>}
        </div>
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={id}
          aria-label={t('logs.showDetails', { message: entry.message, when })}
          onClick={() => setOpen(!isOpen)}
          className={iconButtonClass}
        >
          <ChevronDown size={16} aria-hidden className={cx('transition-transform', isOpen && 'rotate-180')} />
        </button>
      </div>
      <div id={id} hidden={!isOpen} className="mt-2 mb-2">
        {isOpen && <LogDetail entry={entry} />}
      </div>
    </li>
  )
}
