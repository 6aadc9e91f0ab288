import { Link } from '@tanstack/react-router'
import { ChevronRight, ShieldCheck } from 'lucide-react'
import { formatAgo, formatDateTime } from '../../../lib/format.ts'
import { useText } from '../../../lib/i18n.ts'
import { Tag } from '../part.tsx'
import type { UserItem } from '../types.ts'

export function UserRow({ user }: { user: UserItem }) {
  const { t, locale } = useText()
  const { lastUsedAt } = user
  return (
    <li>
      <Link
        to="/admin/users/$userId"
        params={{ userId: user.id }}
        className="row group flex items-center gap-4 rounded-box py-3"
      >
        <span className="min-w-0 flex-1">
          <span className="flex items-center gap-2">
            <span className={`truncate font-semibold ${user.disabled ? 'text-ink-faint' : 'text-ink'}`}>
              {user.name}
            </span>
            {user.disabled && <Tag tone="alert">{t('users.disabled')}</Tag>}
            {user.totpEnabled && (
              <span title={t('users.secondFactor')} className="inline-flex shrink-0 text-supported">
                <ShieldCheck size={15} aria-hidden />
                <span className="sr-only">{t('users.secondFactor')}</span>
              </span>
            )}
          </span>
          <span className="block truncate text-ink-faint text-sm">{user.email}</span>
        </span>
        <span className="figures flex shrink-0 flex-col items-end text-right text-sm md:w-72 md:flex-row md:items-center md:gap-4">
          <span className="text-ink-soft md:w-32 md:text-left">{user.role}</span>
          <span className="text-ink-faint md:flex-1">
            {lastUsedAt === null ? (
              t('users.never')
            ) : (
              <time dateTime={lastUsedAt} title={formatDateTime(locale, lastUsedAt)}>
                {t('users.lastUsed', { when: formatAgo(locale, lastUsedAt, Date.now()) })}
              </time>
            )}
          </span>
        </span>
        <ChevronRight size={16} aria-hidden className="shrink-0 text-ink-faint" />
      </Link>
    </li>
  )
}
