import { Link, Navigate, Outlet, useLocation } from '@tanstack/react-router'
import { NotFoundPage } from '../../components/shell/full-page.tsx'
import { Page } from '../../components/ui/page.tsx'
import { addEnglish, useText } from '../../lib/i18n.ts'
import { useAdminParts } from '../../lib/permissions.ts'
import { administration } from '../../locales/en/admin.ts'

addEnglish(administration)

/** The administration: only the parts that the reader's permissions open. */
export function AdminLayout() {
  const { t } = useText()
  const parts = useAdminParts()
  const pathname = useLocation({ select: (location) => location.pathname })
  const isOpen = parts.some(({ to }) => pathname.startsWith(to)) || pathname.startsWith('/admin/invitations')
  const [first] = parts
  if (!first) return <NotFoundPage />
  if (/^\/admin\/?$/.test(pathname)) return <Navigate to={first.to} replace />
  if (!isOpen) return <NotFoundPage />
  return (
    <Page title={t('admin.title')} wide>
      <nav aria-label={t('admin.parts')} className="-mt-2 mb-8 border-line border-b">
        <ul className="-mb-px flex flex-wrap gap-x-4 sm:gap-x-6">
          {parts.map(({ to, key }) => (
            <li key={key}>
              <Link
                to={to}
                activeOptions={{ includeSearch: false }}
                data-part={to === '/admin/users' && pathname.startsWith('/admin/invitations') ? 'open' : undefined}
                className="block border-transparent border-b-2 py-2.5 font-medium text-ink-soft hover:text-ink data-[part=open]:border-accent data-[status=active]:border-accent data-[part=open]:text-accent data-[status=active]:text-accent"
              >
                {t(`admin.${key}`)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <Outlet />
    </Page>
  )
}
