import { KeyRound } from 'lucide-react'
import { Button } from '../../../components/ui/button.tsx'
import { cx } from '../../../lib/cx.ts'
import { formatAgo, formatDate, formatDateTime } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import type { ApiKey } from './types.ts'

/** Whether a key still opens anything. `now` in milliseconds. */
const keyState = ({ revokedAt, expiresAt }: ApiKey, now: number): 'live' | 'revoked' | 'ended' => {
  if (revokedAt !== null) return 'revoked'
  return expiresAt !== null && Date.parse(expiresAt) <= now ? 'ended' : 'live'
}

function useEnding(apiKey: ApiKey): string {
  const { t, locale } = useText()
  const day = (iso: string | null) => (iso === null ? '' : formatDate(locale, iso))
  switch (keyState(apiKey, Date.now())) {
    case 'revoked':
      return t('apiKeys.revokedOn', { when: day(apiKey.revokedAt) })
    case 'ended':
      return t('apiKeys.endedOn', { when: day(apiKey.expiresAt) })
    case 'live':
      return apiKey.expiresAt === null ? t('apiKeys.endsNever') : t('apiKeys.endsOn', { when: day(apiKey.expiresAt) })
  }
}

export function KeyRow({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: () => void }) {
  const { t, locale } = useText()
  const live = keyState(apiKey, Date.now()) === 'live'
  const ending = useEnding(apiKey)
  const { name, prefix, scopes, lastUsedAt, lastAddress } = apiKey
  const when = lastUsedAt === null ? '' : formatAgo(locale, lastUsedAt, Date.now())
  return (
    <li className="flex items-center gap-4 py-3.5">
      <KeyRound size={20} aria-hidden className="shrink-0 text-ink-faint" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-3">
          <span className={cx('break-words font-semibold', !live && 'text-ink-faint line-through')}>{name}</span>
          <code className="text-ink-faint text-sm">{prefix}…</code>
        </p>
        <p className="mt-0.5 flex flex-wrap gap-x-3 text-ink-faint text-sm">
          <span>{scopes.map((scope) => t(`apiKeys.scope_${scope}`)).join(' · ')}</span>
          <span className={live ? '' : 'text-contradicted'}>{ending}</span>
          {lastUsedAt === null ? (
            <span>{t('apiKeys.unused')}</span>
          ) : (
            <time dateTime={lastUsedAt} title={formatDateTime(locale, lastUsedAt)}>
              {lastAddress ? t('apiKeys.usedFrom', { when, address: lastAddress }) : t('apiKeys.used', { when })}
            </time>
          )}
        </p>
      </div>
      {live && (
        <Button size="sm" aria-label={t('apiKeys.revokeNamed', { name })} onClick={onRevoke}>
          {t('apiKeys.revoke')}
        </Button>
      )}
    </li>
  )
}
