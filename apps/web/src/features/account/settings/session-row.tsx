import { Laptop, Smartphone, Terminal } from 'lucide-react'
import { Button } from '../../../components/ui/button.tsx'
import { formatAgo, formatDateTime } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import { describeDevice } from './describe-device.ts'
import type { Session } from './types.ts'

const icons = { computer: Laptop, phone: Smartphone, program: Terminal }

/** "Firefox on Windows": how a session is called wherever it is spoken of. */
export function useDeviceName() {
  const { t } = useText()
  return ({ userAgent, kind }: Pick<Session, 'userAgent' | 'kind'>): string => {
    const { browser, system } = describeDevice(userAgent)
    if (browser && system) return t('devices.onSystem', { browser, system })
    return browser || system || t(kind === 'token' ? 'devices.program' : 'devices.unknown')
  }
}

export function SessionRow({ session, onEnd }: { session: Session; onEnd: () => void }) {
  const { t, locale } = useText()
  const device = useDeviceName()(session)
  const known = describeDevice(session.userAgent)
  const Icon = icons[session.kind === 'token' ? 'program' : known.kind]
  const ago = (iso: string) => formatAgo(locale, iso, Date.now())
  return (
    <li className="flex items-center gap-4 py-3.5">
      <Icon size={20} aria-hidden className="shrink-0 text-ink-faint" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="font-semibold">{device}</span>
          {session.current && (
            <span className="rounded-full bg-accent-soft px-2.5 py-0.5 font-medium text-accent text-xs">
              {t('devices.here')}
            </span>
          )}
          {session.kind === 'token' && known.browser && (
            <span className="text-ink-faint text-sm">{t('devices.program')}</span>
          )}
        </p>
        <p className="mt-0.5 flex flex-wrap gap-x-3 text-ink-faint text-sm">
          <time dateTime={session.lastUsedAt} title={formatDateTime(locale, session.lastUsedAt)}>
            {t('devices.lastUsed', { when: ago(session.lastUsedAt) })}
          </time>
          <time dateTime={session.createdAt} title={formatDateTime(locale, session.createdAt)}>
            {t('devices.signedIn', { when: ago(session.createdAt) })}
          </time>
          {session.address && <span>{t('devices.from', { address: session.address })}</span>}
        </p>
      </div>
      {!session.current && (
        <Button size="sm" aria-label={t('devices.endNamed', { device })} onClick={onEnd}>
          {t('devices.end')}
        </Button>
      )}
    </li>
  )
}
