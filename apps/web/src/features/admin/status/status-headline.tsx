import { cx } from '../../../lib/cx.ts'
import { formatAgo, formatStamp } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import { StateMark } from './state-mark.tsx'
import type { Headline } from './types.ts'

const grounds = { ok: 'bg-supported-soft', degraded: 'bg-unfound-soft', failed: 'bg-contradicted-soft' } as const

/** How all is, in one sentence. `headline` null: nothing answers, not even the probe. `unread`: the probe alone was heard. */
export function StatusHeadline({ headline, unread = false }: { headline: Headline | null; unread?: boolean }) {
  const { t, locale } = useText()
  // That all checks pass is no news while something keeps the page from being read.
  const odd = unread && headline?.status === 'ok'
  const status = odd ? 'degraded' : (headline?.status ?? 'failed')
  const names = headline?.faults.map((name) => t(`status.check_${name}`)) ?? []
  const parts = new Intl.ListFormat(locale, { type: 'conjunction' }).format(names)
  const known = odd ? t('status.unread') : t(`status.headline_${status}`, { parts })
  const sentence = headline ? known : t('status.silent')
  return (
    <p role="status" className={cx('flex items-center gap-3 rounded-box px-4 py-3.5', grounds[status])}>
      <StateMark state={status} size={24} />
      <span className="font-semibold text-ink text-lg">{sentence}</span>
    </p>
  )
}

/** When it was read. Not announced: it changes every ten seconds. */
export function ReadingTime({ at, isOld }: { at: string; isOld: boolean }) {
  const { t, locale } = useText()
  const when = formatStamp(locale, at)
  if (!isOld) return <p className="figures mt-2 text-ink-faint text-sm">{t('status.readAt', { when })}</p>
  return (
    <p role="alert" className="figures mt-2 font-medium text-contradicted text-sm">
      {t('status.oldReading', { when, ago: formatAgo(locale, at, Date.now()) })}
    </p>
  )
}
