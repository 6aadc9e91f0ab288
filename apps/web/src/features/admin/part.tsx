import { Link, type LinkProps } from '@tanstack/react-router'
import { ChevronLeft } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTitle } from '../../components/ui/page.tsx'
import { useText } from '../../lib/i18n.ts'

/** One part of the administration: its heading, what it is, and what can be done with the whole. */
export function Part({
  title,
  lead,
  actions,
  above,
  children,
}: {
  title: string
  lead?: ReactNode
  actions?: ReactNode
  above?: ReactNode
  children: ReactNode
}) {
  const { t } = useText()
  useTitle(`${title} · ${t('admin.title')}`)
  return (
    <>
      {above && <div className="mb-3">{above}</div>}
      <header className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3 md:flex-nowrap">
        <div className="min-w-0">
          <h2 className="font-semibold text-ink text-xl tracking-tight">{title}</h2>
          {lead && <div className="mt-1 max-w-[64ch] text-ink-soft">{lead}</div>}
        </div>
        {actions && <div className="flex shrink-0 flex-wrap gap-2">{actions}</div>}
      </header>
      {children}
    </>
  )
}

/** The way back from one user or group to all of them. */
export const BackLink = ({ children, ...rest }: LinkProps & { children: string }) => (
  <Link {...rest} className="-ml-1 inline-flex items-center gap-1 rounded-[4px] text-accent text-sm hover:underline">
    <ChevronLeft size={15} aria-hidden />
    {children}
  </Link>
)

/** A small word beside a name. */
export const Tag = ({ children, tone = 'plain' }: { children: ReactNode; tone?: 'plain' | 'alert' }) => (
  <span
    className={
      tone === 'plain'
        ? 'inline-flex shrink-0 items-center rounded-[6px] bg-sunken px-1.5 py-0.5 text-ink-soft text-xs'
        : 'inline-flex shrink-0 items-center rounded-[6px] bg-contradicted-soft px-1.5 py-0.5 text-contradicted text-xs'
    }
  >
    {children}
  </span>
)
