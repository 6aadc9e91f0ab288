import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { ShieldAlert } from 'lucide-react'
import { buttonClass } from '../../../components/ui/button.tsx'
import { Page, useTitle } from '../../../components/ui/page.tsx'
import { useText } from '../../../lib/i18n.ts'
import { statusOptions } from '../../../lib/session.ts'

const parts = [
  { to: '/account', key: 'profile' },
  { to: '/account/security', key: 'security' },
  { to: '/account/devices', key: 'devices' },
  { to: '/account/keys', key: 'apiKeys' },
] as const

/** One's own account: its parts, and above each the reason when nothing else can be used. */
export function AccountLayout() {
  const { t } = useText()
  const pathname = useLocation({ select: (location) => location.pathname.replace(/\/$/, '') })
  const status = useQuery(statusOptions())
  const part = parts.find(({ to }) => to === pathname)
  useTitle(part && `${t(`${part.key}.title`)} · ${t('profile.account')}`)
  return (
    <Page title={t('profile.account')}>
      <nav aria-label={t('profile.parts')} className="-mt-2 mb-8 border-line border-b">
        <ul className="-mb-px flex flex-wrap gap-x-6">
          {parts.map(({ to, key }) => (
            <li key={key}>
              <Link
                to={to}
                activeOptions={{ exact: true }}
                className="block border-transparent border-b-2 py-2.5 font-medium text-ink-soft hover:text-ink data-[status=active]:border-accent data-[status=active]:text-accent"
              >
                {t(`${key}.title`)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {status.data?.secondFactorMissing && (
        <div role="status" className="mb-8 flex flex-wrap items-center gap-x-4 gap-y-3 rounded-box bg-unfound-soft p-4">
          <ShieldAlert size={20} aria-hidden className="shrink-0 text-unfound" />
          <p className="min-w-[16ch] flex-1">{t('security.secondFactorMissing')}</p>
          {part?.key !== 'security' && (
            <Link to="/account/security" className={buttonClass({ size: 'sm' })}>
              {t('security.setUpNow')}
            </Link>
          )}
        </div>
      )}
      <Outlet />
    </Page>
  )
}
