import { Link } from '@tanstack/react-router'
import { useText } from '../../../lib/i18n.ts'

const tabs = [
  { to: '/admin/users', key: 'accounts' },
  { to: '/admin/invitations', key: 'invitations' },
] as const

const tabClass =
  'inline-flex h-8 items-center rounded-box px-3 text-ink-soft text-sm hover:bg-sunken data-[status=active]:bg-accent-soft data-[status=active]:font-medium data-[status=active]:text-accent'

/** Those who have an account, and those who may make one. */
export function UsersTabs() {
  const { t } = useText()
  return (
    <nav aria-label={t('users.tabs')} className="mb-6 flex gap-1">
      {tabs.map(({ to, key }) => (
        <Link key={key} to={to} activeOptions={{ exact: true, includeSearch: false }} className={tabClass}>
          {t(`users.${key}`)}
        </Link>
      ))}
    </nav>
  )
}
